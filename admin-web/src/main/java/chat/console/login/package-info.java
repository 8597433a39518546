/**
 * Who is looking: the core checks the password, Spring Security keeps the answer in the servlet session.
 *
 * <pre>
 * session
 * ├─ SPRING_SECURITY_CONTEXT   OperatorAuthentication: name, role, token, end of the token
 * ├─ …CSRF_TOKEN               one a session
 * └─ SPRING_SECURITY_SAVED_REQUEST   the page to come back to after login
 * </pre>
 */
@NullMarked
package chat.console.login;

import org.jspecify.annotations.NullMarked;
