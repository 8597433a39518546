package chat.ctl.history;

import chat.account.v1.Profile;
import chat.ctl.output.JsonText;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.ProtoJson;
import chat.ctl.output.Table;
import chat.ctl.output.Table.Column;
import chat.ctl.output.Times;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes messages as they come, in one of the three formats. */
abstract class HistoryWriter {
    static HistoryWriter to(OutputOptions output, long channelId) {
        return switch (output.format()) {
            case table -> new InTable(output);
            case json -> new InDocument(output, channelId);
            case jsonl -> new InLines(output);
        };
    }

    /** One page, with the profiles of its senders. */
    final void write(List<Message> messages, List<Profile> profiles) {
        write(
                messages,
                profiles.stream().collect(Collectors.toMap(Profile::getUserId, Function.identity(), (a, b) -> a)));
    }

    abstract void write(List<Message> messages, Map<Long, Profile> senders);

    abstract void end();

    private static final class InTable extends HistoryWriter {
        private final Table table;

        InTable(OutputOptions output) {
            table = new Table(
                    output.out(),
                    Column.text("SENT"),
                    Column.number("MESSAGE"),
                    Column.text("SENDER"),
                    Column.text("TEXT"));
        }

        @Override
        void write(List<Message> messages, Map<Long, Profile> senders) {
            for (Message message : messages) {
                table.row(
                        Times.rfc3339(message.getSentAtMillis()),
                        message.getMessageId(),
                        sender(message, senders),
                        text(message));
            }
            table.flush();
        }

        @Override
        void end() {
            // a table has no end
        }

        private static String sender(Message message, Map<Long, Profile> senders) {
            Profile profile = senders.get(message.getSenderId());
            if (profile == null) {
                return Long.toString(message.getSenderId());
            }
            return profile.getDisplayName().isEmpty() ? profile.getUsername() : profile.getDisplayName();
        }

        /** Changes of the channel stand in brackets; a text that looks like one is told apart by its JSON. */
        private static String text(Message message) {
            return switch (message.getContentCase()) {
                case TEXT -> message.getText();
                case MEMBERSHIP_CHANGE -> membership(message.getMembershipChange());
                case TITLE_CHANGE -> "[title: " + message.getTitleChange().getTitle() + "]";
                case CONTENT_NOT_SET -> "[a kind that this chatctl does not know]";
            };
        }

        private static String membership(MembershipChange change) {
            String what = change.getKind()
                    .name()
                    .replace("KIND_", "")
                    .replace('_', ' ')
                    .toLowerCase(Locale.ROOT);
            String whom = change.getUserIdsList().stream().map(String::valueOf).collect(Collectors.joining(", "));
            return "[" + what + ": " + whom + (change.getRole().isEmpty() ? "" : " as " + change.getRole()) + "]";
        }
    }

    private static final class InLines extends HistoryWriter {
        private final JsonText json;
        private final OutputOptions output;

        InLines(OutputOptions output) {
            this.output = output;
            this.json = output.json();
        }

        @Override
        void write(List<Message> messages, Map<Long, Profile> senders) {
            for (Message message : messages) {
                element(json, message, senders);
                json.end();
            }
            output.out().flush();
        }

        @Override
        void end() {
            // each line is complete
        }
    }

    /** The document stays without its end when a later page fails, so that no reader takes it for complete. */
    private static final class InDocument extends HistoryWriter {
        private final JsonText json;

        InDocument(OutputOptions output, long channelId) {
            json = output.json();
            json.beginObject();
            json.name("channelId").value(Long.toString(channelId));
            json.name("messages").beginArray();
        }

        @Override
        void write(List<Message> messages, Map<Long, Profile> senders) {
            messages.forEach(message -> element(json, message, senders));
        }

        @Override
        void end() {
            json.endArray().endObject().end();
        }
    }

    private static void element(JsonText json, Message message, Map<Long, Profile> senders) {
        json.beginObject();
        ProtoJson.writeFields(json, message);
        Profile sender = senders.get(message.getSenderId());
        json.name("sender");
        if (sender == null) {
            json.nullValue();
        } else {
            ProtoJson.write(json, sender);
        }
        json.endObject();
    }
}
