package chat.console.fake;

import chat.console.ConsoleMain;
import chat.message.v1.MembershipChange.Kind;
import chat.operator.v1.AuditEntry;

/**
 * The console against a fake core with something to see, for a look at the pages in a browser: log in as {@code ada}, {@code mo} or {@code vera}
 * with the password of {@link FakeOperators}. The first argument is the port of the fake core, the others are the console's.
 */
public final class FakeStack {
    private FakeStack() {}

    public static void main(String[] args) {
        FakeCore core = FakeCore.start(Integer.parseInt(args[0]));
        fill(core);
        String[] console = args.clone();
        console[0] = "--console.cores=" + core.address();
        ConsoleMain.main(console);
    }

    private static void fill(FakeCore core) {
        FakeHistory lunch = core.history;
        lunch.change(FakeUsers.ANN, Kind.KIND_CREATED, FakeUsers.ANN, FakeUsers.BOB);
        lunch.rename(FakeUsers.ANN, "Lunch");
        lunch.say(FakeUsers.ANN, "Where do we eat today?");
        lunch.say(FakeUsers.BOB, "The usual place?\n\n  - soup\n  - dumplings 🥟\n\tand tea");
        lunch.say(FakeUsers.BOB, "<script>alert('x')</script> & \"quotes\"");
        lunch.say(FakeUsers.ANN, "שלום, נפגשים בשתים עשרה? see you at 12:00!");
        lunch.say(FakeUsers.BOB, "evil \u202Etxet desrever\u202C end");
        lunch.say(FakeHistory.CID, "https://example.org/" + "a-very-long-path-without-a-break/".repeat(12));
        lunch.say(FakeUsers.ANN, "今天中午吃什么？我想吃牛肉面。".repeat(8));
        lunch.say(
                FakeUsers.BOB,
                "The minutes of yesterday:\n" + "One more line of a long text, as people paste them.\n".repeat(120));
        lunch.change(FakeUsers.ANN, Kind.KIND_ADDED, FakeHistory.CID);
        lunch.change(FakeUsers.ANN, Kind.KIND_ROLE_CHANGED, FakeUsers.BOB);
        lunch.sayMany(2_500);
        lunch.say(FakeUsers.ANN, "Bye!");
        for (int i = 0; i < 130; i++) {
            core.audit.add(AuditEntry.newBuilder()
                    .setAuditId(9_000 - i)
                    .setTimeMillis(System.currentTimeMillis() - i * 61_000L)
                    .setOperator(i % 4 == 0 ? "mo" : "ada")
                    .setAction(i % 3 == 0 ? "history.list" : "user.get")
                    .setTarget(i % 3 == 0 ? "channel/" + FakeHistory.LUNCH : "user/" + FakeUsers.ANN)
                    .setReason(i % 3 == 0 ? "report 1234: threats against a member" : "")
                    .setBefore(i % 10 == 1 ? "{\"role\":\"MEMBER\"}" : "")
                    .setAfter(i % 10 == 1 ? "{\"role\":\"ADMIN\"}" : "")
                    .setAddress("203.0.113." + i)
                    .build());
        }
    }
}
