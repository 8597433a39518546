package chat.core.cluster;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which slot, as far as this node has heard, and where they are.
 *
 * @param version grows with each change; comparable within one process only
 * @param addresses gRPC addresses of live core nodes by node id
 * @param owners node ids by slot; null where no live node claims it
 */
public record Routes(long version, SortedMap<String, String> addresses, List<@Nullable String> owners) {
    public Routes {
        addresses = Collections.unmodifiableSortedMap(addresses);
        owners = Collections.unmodifiableList(owners);
    }

    boolean sameAs(Routes other) {
        return Objects.equals(addresses, other.addresses) && Objects.equals(owners, other.owners);
    }
}
