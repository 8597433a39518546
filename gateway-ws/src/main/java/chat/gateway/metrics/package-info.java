/** What Prometheus sees of a gateway beyond its JVM. Every label has a bounded set of values. */
@NullMarked
package chat.gateway.metrics;

import org.jspecify.annotations.NullMarked;
