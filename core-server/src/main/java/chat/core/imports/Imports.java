package chat.core.imports;

import chat.channel.v1.ChannelKind;
import chat.channel.v1.MemberRole;
import chat.core.account.Accounts;
import chat.core.account.ImportedAccount;
import chat.core.channel.ChannelOrder;
import chat.core.channel.ChannelState;
import chat.core.channel.ChannelStore;
import chat.core.channel.ImportProgress;
import chat.core.channel.Membership;
import chat.core.message.ChannelTurn;
import chat.core.message.ChannelTurns;
import chat.core.message.MessageMetrics;
import chat.core.messageid.IdMinter;
import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.operator.v1.AppendLinesRequest;
import chat.operator.v1.AppendLinesResponse;
import chat.operator.v1.BeginConversationRequest;
import chat.operator.v1.BeginConversationResponse;
import chat.operator.v1.FinishConversationResponse;
import chat.operator.v1.ImportedSpeaker;
import chat.runtime.error.ChatException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Imports of conversations whose channels' slots this node owns. Safe from any thread; never blocks. */
final class Imports {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ID_TRIES = 100_000;
    private static final int GUEST_LISTS = 1_000;

    private final ImportStore store;
    private final ChannelStore channels;
    private final ChannelOrder order;
    private final ChannelTurns turns;
    private final Accounts accounts;
    private final IdMinter ids;
    private final SlotOwnership ownership;
    private final HistoricMinter minter;
    private final MessageMetrics metrics;
    private final Cache<Long, Set<Long>> guests =
            Caffeine.newBuilder().maximumSize(GUEST_LISTS).build();

    Imports(
            ImportStore store,
            HistoricIdStore historicIds,
            ChannelStore channels,
            ChannelOrder order,
            ChannelTurns turns,
            Accounts accounts,
            IdMinter ids,
            SlotOwnership ownership,
            MessageMetrics metrics) {
        this.store = store;
        this.channels = channels;
        this.order = order;
        this.turns = turns;
        this.accounts = accounts;
        this.ids = ids;
        this.ownership = ownership;
        this.metrics = metrics;
        minter = new HistoricMinter(historicIds);
    }

    /** The slot of a conversation, from its name: its channel gets an id of this slot, so that one owner does everything. */
    int slot(String name) {
        return ownership
                .slots()
                .of(Hashing.sha256().hashString(name, StandardCharsets.UTF_8).asLong());
    }

    /** Creates accounts and channel, or finds those of an earlier run. At the owner of the name's slot. */
    CompletionStage<BeginConversationResponse> begin(BeginConversationRequest request) {
        int slot = slot(request.getName());
        ownership.tenure(slot).check();
        return accounts(request.getSpeakersList(), 0, new ArrayList<>())
                .thenCompose(speakers -> store.channel(request.getName(), null)
                        .thenCompose(found -> found.isPresent()
                                ? CompletableFuture.completedFuture(found)
                                : store.channel(request.getName(), newId(slot)))
                        .thenCompose(id -> open(request, id.orElseThrow(), speakers)));
    }

    private CompletionStage<List<ImportedAccount>> accounts(List<String> names, int from, List<ImportedAccount> found) {
        if (from >= names.size()) {
            return CompletableFuture.completedFuture(found);
        }
        int until = Math.min(names.size(), from + Accounts.MAX_BATCH);
        return accounts.importAccounts(names.subList(from, until)).thenCompose(some -> {
            found.addAll(some);
            return accounts(names, until, found);
        });
    }

    private long newId(int slot) {
        for (int tries = 0; tries < ID_TRIES; tries++) {
            long id = ids.mint(0);
            if (ownership.slots().of(id) == slot) {
                return id;
            }
        }
        throw new ChatException(ErrorReason.ERROR_REASON_OVERLOADED, "no id was found for the channel; try again");
    }

    private CompletionStage<BeginConversationResponse> open(
            BeginConversationRequest request, long channelId, List<ImportedAccount> speakers) {
        SortedMap<Long, Membership> members = new TreeMap<>();
        List<Long> beyond = new ArrayList<>();
        for (ImportedAccount speaker : speakers) {
            if (members.size() < ChannelState.MAX_MEMBERS) {
                members.put(speaker.userId(), new Membership(role(request.getKind(), members.isEmpty()), 0));
            } else {
                beyond.add(speaker.userId());
            }
        }
        String title = request.getKind() == ChannelKind.CHANNEL_KIND_GROUP ? request.getName() : "";
        ChannelState wanted = new ChannelState(
                channelId,
                request.getKind(),
                title,
                members,
                1,
                request.getFirstSentAtMillis(),
                0,
                null,
                ImportProgress.begun(request.getName()));
        return claimPair(wanted)
                .thenCompose(claimed -> beyond.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : store.addSpeakers(channelId, beyond))
                .thenCompose(added -> order.create(wanted, speakers.get(0).userId()))
                .thenApply(channel -> begun(wanted, channel, speakers));
    }

    private static MemberRole role(ChannelKind kind, boolean first) {
        return first && kind == ChannelKind.CHANNEL_KIND_GROUP
                ? MemberRole.MEMBER_ROLE_OWNER
                : MemberRole.MEMBER_ROLE_MEMBER;
    }

    /** There is one direct channel for each pair, imported or not. */
    private CompletionStage<Void> claimPair(ChannelState wanted) {
        if (wanted.group()) {
            return CompletableFuture.completedFuture(null);
        }
        return channels.direct(wanted.members().firstKey(), wanted.members().lastKey(), wanted.channelId())
                .thenAccept(claimed -> {
                    if (claimed.orElseThrow() != wanted.channelId()) {
                        throw ImportLines.conflict("these two have the direct channel " + claimed.get()
                                + " already: a conversation can't be added to it");
                    }
                });
    }

    private static BeginConversationResponse begun(
            ChannelState wanted, ChannelState channel, List<ImportedAccount> speakers) {
        ImportProgress progress = ImportLines.imported(channel);
        boolean untouched = !progress.finished();
        if (channel.kind() != wanted.kind()
                || (untouched
                        && !channel.members().keySet().equals(wanted.members().keySet()))) {
            throw ImportLines.conflict("an earlier run began " + progress.name() + " as channel " + channel.channelId()
                    + " with another kind or other speakers");
        }
        BeginConversationResponse.Builder response = BeginConversationResponse.newBuilder()
                .setChannelId(channel.channelId())
                .setNextLine(progress.nextLine())
                .setFinished(progress.finished())
                .setMembers(channel.members().size());
        for (ImportedAccount speaker : speakers) {
            response.addSpeakers(ImportedSpeaker.newBuilder()
                    .setName(speaker.sourceName())
                    .setUserId(speaker.userId())
                    .setUsername(speaker.username())
                    .setMember(channel.isMember(speaker.userId())));
        }
        return response.build();
    }

    /** Appends lines, skipping those that are stored. */
    CompletionStage<AppendLinesResponse> append(AppendLinesRequest request) {
        long channelId = request.getChannelId();
        return guests(channelId)
                .thenCompose(found ->
                        turns.inTurn(channelId, PATIENCE, new ImportLines(request, found, channels, minter, metrics)));
    }

    private CompletionStage<Set<Long>> guests(long channelId) {
        Set<Long> known = guests.getIfPresent(channelId);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return store.speakers(channelId).thenApply(found -> {
            guests.put(channelId, found);
            return found;
        });
    }

    /** Opens the channel. */
    CompletionStage<FinishConversationResponse> finish(long channelId, long lines) {
        return turns.inTurn(channelId, PATIENCE, turn -> finish(turn, lines));
    }

    private CompletionStage<FinishConversationResponse> finish(ChannelTurn turn, long lines) {
        ChannelState before = turn.channel();
        ImportProgress progress = ImportLines.imported(before);
        if (progress.nextLine() != lines) {
            throw ImportLines.conflict("lines says " + lines + ", but " + progress.nextLine() + " are stored");
        }
        if (progress.finished()) {
            turn.tenure().check();
            return CompletableFuture.completedFuture(FinishConversationResponse.getDefaultInstance());
        }
        ChannelState after = before.withImported(progress.done());
        return ImportLines.progress(channels, turn, before, after)
                .thenApplyAsync(
                        done -> {
                            turn.become(after, progress.lastId());
                            return FinishConversationResponse.getDefaultInstance();
                        },
                        turn.thread());
    }
}
