/**
 * {@code chatctl login}, {@code logout}, {@code whoami}. What a login leaves behind:
 *
 * <pre>
 * $CHATCTL_CONFIG | $XDG_CONFIG_HOME/chatctl | ~/.config/chatctl     mode 700
 *   session.json     server, TLS settings, operator, token, end      mode 600
 *   shell_history    lines typed into chatctl shell                  mode 600
 * </pre>
 */
@NullMarked
package chat.ctl.login;

import org.jspecify.annotations.NullMarked;
