package chat.console.user;

import chat.console.core.Caller;
import chat.console.core.Cores;
import chat.console.page.Chatctl;
import chat.console.page.Ids;
import chat.console.page.Problem;
import chat.console.page.Times;
import chat.error.v1.ErrorReason;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.GetUserResponse;
import chat.operator.v1.ListUserChannelsRequest;
import chat.operator.v1.ListUserChannelsResponse;
import chat.operator.v1.OperatorRole;
import chat.operator.v1.UserAdminServiceGrpc;
import chat.runtime.error.ChatException;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Finds an account and shows it. Who is meant is written as for {@code chatctl users show}: a number is an id, {@code name:42} a name. */
@Controller
class UserController {
    private static final String NAME = "name:";
    private static final int CHANNELS_A_PAGE = 50;

    private final Cores cores;
    private final Times times;

    UserController(Cores cores, Times times) {
        this.cores = cores;
        this.times = times;
    }

    @GetMapping("/users")
    String find(
            @RequestParam(name = "who", defaultValue = "") String who,
            Caller caller,
            Model model,
            HttpServletResponse response) {
        caller.require(OperatorRole.OPERATOR_ROLE_MODERATOR);
        String wanted = who.strip();
        model.addAttribute("who", wanted);
        model.addAttribute(
                "chatctl", Chatctl.command("users", "show", wanted.isEmpty() ? "NAME" : wanted, "--channels"));
        if (wanted.isEmpty()) {
            return "users";
        }
        try {
            return show(request(wanted), caller, model);
        } catch (ChatException failure) {
            if (failure.reason() != ErrorReason.ERROR_REASON_USER_NOT_FOUND) {
                throw failure;
            }
            Problem problem = Problem.of(failure, caller.requestId());
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return "users";
        }
    }

    @GetMapping("/users/{id}")
    String user(@PathVariable(name = "id") String id, Caller caller, Model model) {
        caller.require(OperatorRole.OPERATOR_ROLE_MODERATOR);
        model.addAttribute("chatctl", Chatctl.command("users", "show", id, "--channels"));
        return show(
                GetUserRequest.newBuilder().setUserId(Ids.parse("user id", id)).build(), caller, model);
    }

    /** The further pages of an account's channels; htmx takes the table out of it. */
    @GetMapping("/users/{id}/channels")
    String channels(
            @PathVariable(name = "id") String id,
            @RequestParam(name = "token", defaultValue = "") String token,
            Caller caller,
            Model model) {
        caller.require(OperatorRole.OPERATOR_ROLE_MODERATOR);
        long userId = Ids.parse("user id", id);
        model.addAttribute("chatctl", Chatctl.command("users", "show", id, "--channels"));
        model.addAttribute("userId", userId);
        model.addAttribute("channels", channels(userId, token, caller));
        return "user-channels";
    }

    private static GetUserRequest request(String who) {
        GetUserRequest.Builder request = GetUserRequest.newBuilder();
        if (who.startsWith(NAME)) {
            return request.setUsername(who.substring(NAME.length())).build();
        }
        return Ids.isId(who)
                ? request.setUserId(Long.parseLong(who)).build()
                : request.setUsername(who).build();
    }

    private String show(GetUserRequest request, Caller caller, Model model) {
        GetUserResponse user = cores.call(
                caller, channel -> UserAdminServiceGrpc.newBlockingStub(channel).getUser(request));
        long userId = user.getProfile().getUserId();
        model.addAttribute("user", UserView.of(user, times));
        model.addAttribute("userId", userId);
        try {
            model.addAttribute("channels", channels(userId, "", caller));
        } catch (ChatException failure) {
            // what is known of the account is worth showing all the same
            model.addAttribute("channelsProblem", Problem.of(failure, caller.requestId()));
        }
        return "user";
    }

    private ChannelPage channels(long userId, String token, Caller caller) {
        ListUserChannelsRequest request = ListUserChannelsRequest.newBuilder()
                .setUserId(userId)
                .setPageSize(CHANNELS_A_PAGE)
                .setPageToken(token)
                .build();
        ListUserChannelsResponse response = cores.call(
                caller, channel -> UserAdminServiceGrpc.newBlockingStub(channel).listUserChannels(request));
        return ChannelPage.of(response, userId, !token.isEmpty(), times);
    }
}
