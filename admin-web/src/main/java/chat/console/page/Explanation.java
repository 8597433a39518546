package chat.console.page;

import chat.error.v1.ErrorReason;

/**
 * What a reason means to an operator.
 *
 * @param title what happened
 * @param meaning what it means
 * @param remedy what to do
 */
record Explanation(String title, String meaning, String remedy) {

    static Explanation of(ErrorReason reason) {
        return switch (reason) {
            case ERROR_REASON_CORE_UNREACHABLE ->
                new Explanation(
                        "No core node can be reached",
                        "The console holds no data of its own, so it can show nothing now. Users may be affected as well.",
                        "Check that the core nodes run and that console.cores names their gRPC addresses. Then try again.");
            case ERROR_REASON_TIMEOUT ->
                new Explanation(
                        "The core nodes did not answer in time",
                        "They are overloaded, paused, or wait for Cassandra or ZooKeeper. Nothing was changed.",
                        "Try again. If it stays, look at the overview and at the cores' logs for the request id.");
            case ERROR_REASON_SHUTTING_DOWN ->
                new Explanation(
                        "The core node is stopping",
                        "A planned stop or a rolling upgrade is under way; another core takes over within seconds.",
                        "Try again.");
            case ERROR_REASON_NO_OWNER, ERROR_REASON_NOT_OWNER ->
                new Explanation(
                        "No core node owns this data at the moment",
                        "Its slot is between two owners: after a crash or during a planned move. That takes some 10 seconds at the most.",
                        "Try again. If it stays, look at the unowned slots on the overview.");
            case ERROR_REASON_STORE_UNAVAILABLE ->
                new Explanation(
                        "Cassandra does not answer",
                        "Too few replicas are alive, or they are too slow. Sends are refused as well; nothing that was acknowledged is lost.",
                        "Check the Cassandra cluster. Then try again.");
            case ERROR_REASON_COORDINATION_UNAVAILABLE ->
                new Explanation(
                        "ZooKeeper does not answer",
                        "The core can't tell which nodes there are. Without ZooKeeper the cores stop acknowledging within seconds.",
                        "Check the ZooKeeper ensemble. Then try again.");
            case ERROR_REASON_RATE_LIMITED ->
                new Explanation(
                        "Too many attempts",
                        "The cores limit how often a password may be tried for one name and from one address.",
                        "Wait, then try again.");
            case ERROR_REASON_OVERLOADED ->
                new Explanation(
                        "The core node is overloaded",
                        "It refuses work that it could not finish in time.",
                        "Wait a few seconds, then try again.");
            case ERROR_REASON_CREDENTIALS_INVALID ->
                new Explanation(
                        "Name or password is wrong", "The attempt is in the audit log.", "Check both and try again.");
            case ERROR_REASON_CLUSTER_SECRET_INVALID ->
                new Explanation(
                        "The core nodes do not know this console",
                        "Its cluster secret is not theirs.",
                        "Set console.cluster-secret to the secret of the cores and start the console again.");
            case ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT ->
                new Explanation(
                        "Your role does not allow this",
                        "Viewers see nodes and numbers; moderators also accounts and conversations; administrators everything.",
                        "Ask an administrator, or log in as somebody who may.");
            case ERROR_REASON_USER_NOT_FOUND ->
                new Explanation(
                        "No such user",
                        "No account has this name or id. Names are compared by their look-alike form.",
                        "Check the spelling, or search by id.");
            case ERROR_REASON_CHANNEL_NOT_FOUND ->
                new Explanation(
                        "No such channel",
                        "No channel has this id, or no import had a conversation of this name.",
                        "Check the id; a user's page lists the channels they are in.");
            case ERROR_REASON_MESSAGE_NOT_FOUND ->
                new Explanation(
                        "No such message",
                        "This channel has no message with this id.",
                        "Check the id, or jump to a time.");
            case ERROR_REASON_PAGE_TOKEN_INVALID ->
                new Explanation(
                        "This page can't be continued",
                        "The link belongs to another list, is from before a restart with other keys, or was altered.",
                        "Start again from the first page.");
            case ERROR_REASON_REASON_MISSING ->
                new Explanation(
                        "A reason is needed",
                        "Conversations are private. Who looks at one says why, and both are kept in the audit log.",
                        "Give a reason of 3 to 500 characters.");
            case ERROR_REASON_FIELD_MISSING, ERROR_REASON_FIELD_INVALID ->
                new Explanation(
                        "Something in the request is not as expected",
                        "Nothing was done.",
                        "Correct it and try again.");
            case ERROR_REASON_FRAME_TOO_LARGE ->
                new Explanation(
                        "The answer is too large",
                        "The messages of this page are longer than the console reads at once (console.max-response-size).",
                        "Ask for fewer messages a page.");
            case ERROR_REASON_CHANNEL_IMPORTING ->
                new Explanation(
                        "The channel is being imported",
                        "Its history is incomplete until the import ends.",
                        "Try again later.");
            case ERROR_REASON_UNKNOWN_METHOD ->
                new Explanation(
                        "The core node does not know this request",
                        "Console and core nodes are of different versions, or the address is not a core's gRPC port.",
                        "Compare the versions on the overview, and check console.cores.");
            case ERROR_REASON_TOKEN_MISSING,
                    ERROR_REASON_TOKEN_EXPIRED,
                    ERROR_REASON_TOKEN_INVALID,
                    ERROR_REASON_TOKEN_REVOKED,
                    ERROR_REASON_ACCOUNT_DELETED ->
                new Explanation("Your session is over", "The core nodes no longer take your token.", "Log in again.");
            default ->
                new Explanation(
                        "The request failed",
                        "This is a defect, or a failure that this version of the console has no words for.",
                        "Search the cores' logs for the request id. Trying again does no harm.");
        };
    }
}
