package chat.core.cluster.plan;

import chat.node.v1.SlotPlan;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who should own what, as read from {@code /chat/plan}.
 *
 * @param version of the znode, or {@link #NONE} when there is no plan yet
 * @param owners node ids by slot; null where nobody should
 */
public record Plan(int version, List<@Nullable String> owners) {
    static final int NONE = -1;

    public Plan {
        owners = Collections.unmodifiableList(new ArrayList<>(owners));
    }

    static Plan none(int slots) {
        return new Plan(NONE, Collections.nCopies(slots, null));
    }

    /** Throws IllegalArgumentException with what is wrong, for a person. */
    public static Plan parse(String json, int version, int slots) {
        SlotPlan.Builder read = SlotPlan.newBuilder();
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(json, read);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalArgumentException("the plan in ZooKeeper is not readable: " + broken.getMessage(), broken);
        }
        if (read.getOwnersCount() != slots) {
            throw new IllegalArgumentException("the cluster has " + read.getOwnersCount() + " slots, this node has "
                    + slots + ": set core.slots to the cluster's number; it can't change once there is data");
        }
        List<@Nullable String> owners = new ArrayList<>();
        for (int index : read.getOwnersList()) {
            owners.add(index < 0 || index >= read.getNodesCount() ? null : read.getNodes(index));
        }
        return new Plan(version, owners);
    }

    static byte[] json(@Nullable String[] owners, String writtenBy, long writtenAtMillis) {
        List<String> nodes = new ArrayList<>();
        SlotPlan.Builder plan = SlotPlan.newBuilder().setWrittenBy(writtenBy).setWrittenAtMillis(writtenAtMillis);
        for (String owner : owners) {
            if (owner == null) {
                plan.addOwners(-1);
                continue;
            }
            int index = nodes.indexOf(owner);
            if (index < 0) {
                index = nodes.size();
                nodes.add(owner);
            }
            plan.addOwners(index);
        }
        try {
            return JsonFormat.printer()
                    .omittingInsignificantWhitespace()
                    .print(plan.addAllNodes(nodes))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a plan has no fields that JSON lacks", impossible);
        }
    }
}
