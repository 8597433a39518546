package chat.console.login;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/**
 * Who gets in, and what a browser is told it may do with a page. Session fixation (a new session id at login), CSRF tokens on every form, HSTS on
 * TLS and {@code nosniff} are Spring Security's defaults.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    static final String LOGIN = "/login";

    /** Nothing from elsewhere, nothing inline; {@code data:} is for the icons in Bootstrap's style sheet. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'";

    @Bean
    SecurityFilterChain pages(
            HttpSecurity http,
            CoreAuthenticationProvider provider,
            HttpSessionRequestCache comeBack,
            SessionEnd sessionEnd,
            LoginHandlers login,
            TokenRevoker revoker) {
        return http.authenticationProvider(provider)
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(LOGIN, "/assets/**", "/webjars/**", "/favicon.ico")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .requestCache(cache -> cache.requestCache(comeBack))
                .formLogin(form -> form.loginPage(LOGIN)
                        .usernameParameter("name")
                        .successHandler(login::onSuccess)
                        .failureHandler(login::onFailure))
                .logout(logout -> logout.addLogoutHandler(revoker).logoutSuccessHandler(login::onLogout))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(sessionEnd::onStranger)
                        .accessDeniedHandler(sessionEnd::onDenied))
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .frameOptions(frames -> frames.deny())
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(
                                policy -> policy.policy("camera=(), geolocation=(), microphone=(), payment=()")))
                .build();
    }

    /** Remembers the page that somebody wanted before they logged in: pages only, not the pieces that htmx asks for. */
    @Bean
    HttpSessionRequestCache comeBack() {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(SecurityConfiguration::isPage);
        cache.setMatchingRequestParameterName(null);
        return cache;
    }

    private static boolean isPage(HttpServletRequest request) {
        String path = request.getServletPath();
        return request.getMethod().equals("GET")
                && request.getHeader("HX-Request") == null
                && !path.equals(LOGIN)
                && !path.equals("/favicon.ico");
    }
}
