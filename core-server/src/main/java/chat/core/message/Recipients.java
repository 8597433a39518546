package chat.core.message;

import chat.core.channel.ChannelState;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who gets a message: the members before it, and for a change also those it adds or removes. */
final class Recipients {
    private Recipients() {}

    /** Of a text that is sent now. */
    static long[] of(ChannelState channel) {
        return array(channel.members().keySet());
    }

    /** Of a change that led from one state to another. */
    static long[] of(ChannelState before, ChannelState after) {
        Set<Long> both = new TreeSet<>(before.members().keySet());
        both.addAll(after.members().keySet());
        return array(both);
    }

    /**
     * Of the newest messages of a channel, found by undoing its changes one by one.
     *
     * @param newestFirst without a gap, the first one being the channel's last
     */
    static List<LoadedChannel.Unfinished> ofNewest(ChannelState channel, List<Message> newestFirst) {
        List<LoadedChannel.Unfinished> found = new ArrayList<>();
        Set<Long> members = new TreeSet<>(channel.members().keySet());
        for (Message message : newestFirst) {
            if (message.hasMembershipChange()) {
                MembershipChange change = message.getMembershipChange();
                Set<Long> concerned = new TreeSet<>(members);
                concerned.addAll(change.getUserIdsList());
                found.add(new LoadedChannel.Unfinished(message, array(concerned)));
                switch (change.getKind()) {
                    case KIND_ADDED -> change.getUserIdsList().forEach(members::remove);
                    case KIND_REMOVED, KIND_LEFT -> members.addAll(change.getUserIdsList());
                    default -> {}
                }
            } else {
                found.add(new LoadedChannel.Unfinished(message, array(members)));
            }
        }
        Collections.reverse(found);
        return found;
    }

    private static long[] array(Set<Long> users) {
        return users.stream().mapToLong(Long::longValue).toArray();
    }
}
