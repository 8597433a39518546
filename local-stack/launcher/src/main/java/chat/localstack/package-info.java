/**
 * Real engines on one machine, each in a JVM of its own: {@link chat.localstack.Engines} for tests, the parts of it for {@code
 * bin/up}. Below a data folder:
 *
 * <pre>
 * data/
 *   zookeeper-1/        zoo.cfg, myid, logback.xml, version-2/ (snapshots and log)
 *   cassandra-1/        cassandra.yaml, logback.xml, data/, commitlog/, hints/, saved_caches/
 *   logs/NAME.log       what the process wrote to its output, and the engine's own log
 * </pre>
 */
@NullMarked
package chat.localstack;

import org.jspecify.annotations.NullMarked;
