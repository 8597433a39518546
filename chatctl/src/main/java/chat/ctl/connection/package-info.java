/** The one place that knows servers, TLS and tokens: {@link chat.ctl.connection.ConnectionOptions} opens every channel. */
@NullMarked
package chat.ctl.connection;

import org.jspecify.annotations.NullMarked;
