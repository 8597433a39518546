package chat.core.channel;

import chat.channel.v1.AddMemberRequest;
import chat.channel.v1.AddMemberResponse;
import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.ChannelServiceGrpc;
import chat.channel.v1.CreateGroupRequest;
import chat.channel.v1.CreateGroupResponse;
import chat.channel.v1.GetChannelRequest;
import chat.channel.v1.GetChannelResponse;
import chat.channel.v1.LeaveGroupRequest;
import chat.channel.v1.LeaveGroupResponse;
import chat.channel.v1.ListChannelsRequest;
import chat.channel.v1.ListChannelsResponse;
import chat.channel.v1.MemberRole;
import chat.channel.v1.OpenDirectRequest;
import chat.channel.v1.OpenDirectResponse;
import chat.channel.v1.RemoveMemberRequest;
import chat.channel.v1.RemoveMemberResponse;
import chat.channel.v1.RenameGroupRequest;
import chat.channel.v1.RenameGroupResponse;
import chat.channel.v1.SetMemberRoleRequest;
import chat.channel.v1.SetMemberRoleResponse;
import chat.channel.v1.TransferGroupRequest;
import chat.channel.v1.TransferGroupResponse;
import chat.core.account.Identity;
import chat.core.forward.Forwarder;
import chat.core.page.PageLimits;
import chat.core.page.PageTokens;
import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.UnaryReply;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code chat.channel.v1.ChannelService}. Creations and changes run at the owner of the channel's slot; the rest where it arrives. */
final class ChannelGrpcService extends ChannelServiceGrpc.ChannelServiceImplBase {
    private static final String LIST = "channels";
    private static final PageLimits LIMITS = new PageLimits(50, 200);
    private static final int MAX_REQUEST_KEY = 64;

    private final Channels channels;
    private final ChannelStore store;
    private final ChannelOrder order;
    private final SlotOwnership ownership;
    private final Forwarder forwarder;
    private final PageTokens tokens;

    ChannelGrpcService(
            Channels channels,
            ChannelStore store,
            ChannelOrder order,
            SlotOwnership ownership,
            Forwarder forwarder,
            PageTokens tokens) {
        this.channels = channels;
        this.store = store;
        this.order = order;
        this.ownership = ownership;
        this.forwarder = forwarder;
        this.tokens = tokens;
    }

    @Override
    public void openDirect(OpenDirectRequest request, StreamObserver<OpenDirectResponse> replies) {
        Context call = Context.current();
        UnaryReply.send(replies, () -> {
            long me = Identity.current().userId();
            long other = request.getUserId();
            if (other == me) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_SELF_NOT_ALLOWED, "user_id is yourself; name another user");
            }
            return channels.requireUsers(List.of(other))
                    .thenCompose(exists -> channels.directId(me, other))
                    .thenCompose(id -> existing(
                            id,
                            ChannelGrpcService::reply,
                            () -> create(
                                    call,
                                    request,
                                    ChannelServiceGrpc.getOpenDirectMethod(),
                                    Channels.draft(id, ChannelKind.CHANNEL_KIND_DIRECT, "", me, List.of(other)),
                                    me,
                                    ChannelGrpcService::reply)));
        });
    }

    private static OpenDirectResponse reply(ChannelState channel) {
        return OpenDirectResponse.newBuilder().setChannel(channel.toProto()).build();
    }

    @Override
    public void createGroup(CreateGroupRequest request, StreamObserver<CreateGroupResponse> replies) {
        Context call = Context.current();
        UnaryReply.send(replies, () -> {
            long me = Identity.current().userId();
            check(request, me);
            return channels.requireUsers(request.getUserIdsList())
                    .thenCompose(exist -> channels.groupId(me, request.getRequestKey()))
                    .thenCompose(id -> existing(
                            id,
                            ChannelGrpcService::group,
                            () -> create(
                                    call,
                                    request,
                                    ChannelServiceGrpc.getCreateGroupMethod(),
                                    Channels.draft(
                                            id,
                                            ChannelKind.CHANNEL_KIND_GROUP,
                                            request.getTitle(),
                                            me,
                                            request.getUserIdsList()),
                                    me,
                                    ChannelGrpcService::group)));
        });
    }

    private static CreateGroupResponse group(ChannelState channel) {
        return CreateGroupResponse.newBuilder().setChannel(channel.toProto()).build();
    }

    private static void check(CreateGroupRequest request, long me) {
        var unused = Titles.check(request.getTitle());
        if (!request.getRequestKey().matches("[A-Za-z0-9_-]{1," + MAX_REQUEST_KEY + "}")) {
            throw invalid("request_key must be 1 to " + MAX_REQUEST_KEY + " characters of A-Z a-z 0-9 _ -");
        }
        Set<Long> different = new HashSet<>(request.getUserIdsList());
        if (different.size() != request.getUserIdsCount() || different.contains(me)) {
            throw invalid("user_ids must be different users, without yourself: you are the owner");
        }
        if (different.size() >= ChannelState.MAX_MEMBERS) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CHANNEL_FULL,
                    "a group has at most " + ChannelState.MAX_MEMBERS + " members, you among them");
        }
    }

    private static ChatException invalid(String detail) {
        return new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, detail);
    }

    /** Answers with a channel that exists, else creates it. */
    private <A> CompletionStage<A> existing(
            long channelId, Function<ChannelState, A> answer, Supplier<CompletionStage<A>> create) {
        return store.find(channelId)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(answer.apply(found.get()))
                        : create.get());
    }

    /** At the owner of the channel's slot; which, when the request is forwarded there, finds the id reserved. */
    private <Q, A> CompletionStage<A> create(
            Context call,
            Q request,
            MethodDescriptor<Q, A> method,
            ChannelState draft,
            long creatorId,
            Function<ChannelState, A> answer) {
        int slot = ownership.slots().of(draft.channelId());
        return in(
                call,
                () -> forwarder.route(slot, request, method, here -> order.create(draft, creatorId)
                        .thenApply(answer)));
    }

    /** Forwarding needs the context of the call. */
    private static <A> CompletionStage<A> in(Context call, Supplier<CompletionStage<A>> work) {
        Context before = call.attach();
        try {
            return work.get();
        } finally {
            call.detach(before);
        }
    }

    @Override
    public void getChannel(GetChannelRequest request, StreamObserver<GetChannelResponse> replies) {
        UnaryReply.send(replies, () -> {
            long me = Identity.current().userId();
            return channels.find(request.getChannelId()).thenApply(channel -> {
                var unused = channel.member(me);
                return GetChannelResponse.newBuilder()
                        .setChannel(channel.toProto())
                        .build();
            });
        });
    }

    @Override
    public void listChannels(ListChannelsRequest request, StreamObserver<ListChannelsResponse> replies) {
        UnaryReply.send(replies, () -> {
            long me = Identity.current().userId();
            int size = LIMITS.size(request.getPageSize());
            long after = request.getPageToken().isEmpty() ? 0 : tokens.openNumber(request.getPageToken(), LIST, me);
            return channels.list(me, after, size).thenApply(found -> {
                ListChannelsResponse.Builder response =
                        ListChannelsResponse.newBuilder().addAllChannels(found);
                if (found.size() == size) {
                    String last = Long.toString(found.get(size - 1).getChannelId());
                    response.setNextPageToken(tokens.seal(last, LIST, me));
                }
                return response.build();
            });
        });
    }

    @Override
    public void renameGroup(RenameGroupRequest request, StreamObserver<RenameGroupResponse> replies) {
        UnaryReply.send(replies, () -> {
            ChannelChange change = new ChannelChange.Rename(me(), Titles.check(request.getTitle()));
            return change(
                    request,
                    request.getChannelId(),
                    ChannelServiceGrpc.getRenameGroupMethod(),
                    change,
                    channel ->
                            RenameGroupResponse.newBuilder().setChannel(channel).build());
        });
    }

    @Override
    public void addMember(AddMemberRequest request, StreamObserver<AddMemberResponse> replies) {
        Context call = Context.current();
        UnaryReply.send(replies, () -> {
            ChannelChange change = new ChannelChange.Add(me(), request.getUserId());
            return channels.requireUsers(List.of(request.getUserId()))
                    .thenCompose(exists -> in(
                            call,
                            () -> change(
                                    request,
                                    request.getChannelId(),
                                    ChannelServiceGrpc.getAddMemberMethod(),
                                    change,
                                    channel -> AddMemberResponse.newBuilder()
                                            .setChannel(channel)
                                            .build())));
        });
    }

    @Override
    public void removeMember(RemoveMemberRequest request, StreamObserver<RemoveMemberResponse> replies) {
        UnaryReply.send(
                replies,
                () -> change(
                        request,
                        request.getChannelId(),
                        ChannelServiceGrpc.getRemoveMemberMethod(),
                        new ChannelChange.Remove(me(), request.getUserId()),
                        channel -> RemoveMemberResponse.newBuilder()
                                .setChannel(channel)
                                .build()));
    }

    @Override
    public void leaveGroup(LeaveGroupRequest request, StreamObserver<LeaveGroupResponse> replies) {
        UnaryReply.send(
                replies,
                () -> change(
                        request,
                        request.getChannelId(),
                        ChannelServiceGrpc.getLeaveGroupMethod(),
                        new ChannelChange.Leave(me()),
                        channel -> LeaveGroupResponse.getDefaultInstance()));
    }

    @Override
    public void setMemberRole(SetMemberRoleRequest request, StreamObserver<SetMemberRoleResponse> replies) {
        UnaryReply.send(replies, () -> {
            MemberRole role = request.getRole();
            if (role != MemberRole.MEMBER_ROLE_MEMBER && role != MemberRole.MEMBER_ROLE_ADMIN) {
                throw invalid(
                        "role must be MEMBER_ROLE_MEMBER or MEMBER_ROLE_ADMIN; a group is handed over by TransferGroup");
            }
            return change(
                    request,
                    request.getChannelId(),
                    ChannelServiceGrpc.getSetMemberRoleMethod(),
                    new ChannelChange.SetRole(me(), request.getUserId(), role),
                    channel -> SetMemberRoleResponse.newBuilder()
                            .setChannel(channel)
                            .build());
        });
    }

    @Override
    public void transferGroup(TransferGroupRequest request, StreamObserver<TransferGroupResponse> replies) {
        UnaryReply.send(
                replies,
                () -> change(
                        request,
                        request.getChannelId(),
                        ChannelServiceGrpc.getTransferGroupMethod(),
                        new ChannelChange.Transfer(me(), request.getUserId()),
                        channel -> TransferGroupResponse.newBuilder()
                                .setChannel(channel)
                                .build()));
    }

    private static long me() {
        return Identity.current().userId();
    }

    private <Q, A> CompletionStage<A> change(
            Q request,
            long channelId,
            MethodDescriptor<Q, A> method,
            ChannelChange change,
            Function<Channel, A> answer) {
        int slot = ownership.slots().of(channelId);
        return forwarder.route(slot, request, method, here -> order.change(channelId, change)
                .thenApply(channel -> answer.apply(channel.toProto())));
    }
}
