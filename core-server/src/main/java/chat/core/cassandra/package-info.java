/** The one way to Cassandra: a session, prepared statements, and named failures. */
@NullMarked
package chat.core.cassandra;

import org.jspecify.annotations.NullMarked;
