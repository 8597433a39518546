package chat.core.message;

import chat.core.channel.ChannelState;
import chat.core.slot.SlotTenure;
import chat.message.v1.Message;
import chat.runtime.error.Errors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Runs {@link ChannelTurns.Turn}s in a conversation. */
final class Turns {
    private Turns() {}

    /** Fails when the tenure has ended, or by a defect: then the conversation ends too. */
    static <T> CompletionStage<Void> run(
            ChannelTurns.Turn<T> turn, Conversation conversation, CompletableFuture<T> answer) {
        return turn.run(new View(conversation))
                .handleAsync(
                        (value, failure) -> {
                            if (failure == null) {
                                answer.complete(value);
                                return null;
                            }
                            answer.completeExceptionally(failure);
                            conversation.slot().tenure().check();
                            if (Errors.unnamed(failure)) {
                                // what the state is now nobody knows: it is loaded anew
                                throw new CompletionException(failure);
                            }
                            return null;
                        },
                        conversation.slot().thread());
    }

    private record View(Conversation conversation) implements ChannelTurn {
        @Override
        public SlotTenure tenure() {
            return conversation.slot().tenure();
        }

        @Override
        public Executor thread() {
            return conversation.slot().thread();
        }

        @Override
        public ChannelState channel() {
            return conversation.channel();
        }

        @Override
        public void become(ChannelState next, long lastId) {
            if (!conversation.closed()) {
                conversation.channel(next);
                conversation.lastId(lastId);
            }
        }

        @Override
        public Repeat repeat() {
            return conversation.slot().repeat();
        }

        @Override
        public CompletionStage<Void> write(List<Message> messages) {
            return conversation.writer().writeRows(messages);
        }

        @Override
        public CompletionStage<Void> addBucket(int bucket) {
            return conversation
                    .slot()
                    .messages()
                    .addBucket(
                            conversation.channelId(),
                            bucket,
                            conversation.slot().tenure().nextWriteTimestamp());
        }
    }
}
