package chat.console.history;

import chat.console.page.Names;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import java.util.List;
import java.util.Locale;

/** A change of a channel in words, as in {@code Ann added Bob and Cid}. Names in it are isolated: they can't reorder the sentence. */
final class ChangeText {
    private ChangeText() {}

    /** Empty for a text. */
    static String of(Message message, Names names) {
        String who = names.isolated(message.getSenderId());
        return switch (message.getContentCase()) {
            case TEXT -> "";
            case TITLE_CHANGE ->
                who + " named the group “"
                        + Names.isolate(message.getTitleChange().getTitle()) + "”";
            case MEMBERSHIP_CHANGE -> membership(message, who, names);
            case CONTENT_NOT_SET -> "a kind of entry that this version of the console does not know";
        };
    }

    private static String membership(Message message, String who, Names names) {
        MembershipChange change = message.getMembershipChange();
        String whom = list(change.getUserIdsList().stream()
                .filter(id -> change.getKind() != MembershipChange.Kind.KIND_CREATED || id != message.getSenderId())
                .map(names::isolated)
                .toList());
        return switch (change.getKind()) {
            case KIND_CREATED -> who + " created the channel" + (whom.isEmpty() ? "" : " with " + whom);
            case KIND_ADDED -> who + " added " + whom;
            case KIND_REMOVED -> who + " removed " + whom;
            case KIND_LEFT -> whom + " left";
            case KIND_ROLE_CHANGED -> who + " made " + whom + " " + role(change.getRole());
            case KIND_OWNER_CHANGED -> who + " handed the group over to " + whom;
            case KIND_UNSPECIFIED, UNRECOGNIZED ->
                who + " changed the members in a way that this version of the console does not know";
        };
    }

    private static String role(String role) {
        return switch (role) {
            case "ADMIN" -> "an admin";
            case "MEMBER" -> "a plain member";
            default -> role.toLowerCase(Locale.ROOT);
        };
    }

    /** As in {@code A, B and C}. */
    private static String list(List<String> names) {
        if (names.size() < 2) {
            return String.join("", names);
        }
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}
