/**
 * The schema of Cassandra: numbered files {@code schema/NNNN-name.cql} in the jar, applied in order, once, under a lock, and checked at every start.
 *
 * <p>A file that was released is never changed: the next one is. In the files {@code ${keyspace}} and {@code ${replication}} stand for what is configured; every
 * statement can be applied again without harm. What was applied is in the table {@code schema_versions} (component, number).
 */
@NullMarked
package chat.core.schema;

import org.jspecify.annotations.NullMarked;
