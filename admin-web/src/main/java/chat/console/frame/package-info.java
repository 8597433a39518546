/** What is around every page: navigation by role, failures as pages, cache and session settings of the web server. */
@NullMarked
package chat.console.frame;

import org.jspecify.annotations.NullMarked;
