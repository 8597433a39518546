package chat.console.audit;

import chat.console.page.Ids;
import chat.console.page.Times;
import chat.operator.v1.AuditEntry;
import org.jspecify.annotations.Nullable;

/**
 * One entry.
 *
 * @param link the page of what it is about; null when there is none
 * @param before JSON; empty when nothing was changed
 * @param after JSON; empty when nothing was changed
 */
record AuditRow(
        long id,
        Times.@Nullable Moment at,
        String operator,
        String action,
        String target,
        @Nullable String link,
        String reason,
        String before,
        String after,
        String address) {

    static AuditRow of(AuditEntry entry, Times times) {
        return new AuditRow(
                entry.getAuditId(),
                times.moment(entry.getTimeMillis()),
                entry.getOperator(),
                entry.getAction(),
                entry.getTarget(),
                link(entry.getTarget()),
                entry.getReason(),
                entry.getBefore(),
                entry.getAfter(),
                entry.getAddress());
    }

    private static @Nullable String link(String target) {
        for (String kind : new String[] {"channel", "user"}) {
            String id = target.startsWith(kind + "/") ? target.substring(kind.length() + 1) : "";
            if (Ids.isId(id)) {
                return "/" + kind + "s/" + id;
            }
        }
        return null;
    }
}
