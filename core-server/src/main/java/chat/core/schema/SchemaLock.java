package chat.core.schema;

/** Lets one node at a time apply the schema. */
public interface SchemaLock {
    /** For a process that is alone, as in a test. */
    SchemaLock NONE = () -> () -> {};

    /** Waits for the lock; closing what is returned gives it back. Throws ChatException COORDINATION_UNAVAILABLE when it can't be had. */
    Held acquire();

    /** The lock is held. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
