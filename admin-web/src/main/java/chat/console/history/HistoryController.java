package chat.console.history;

import chat.console.core.Caller;
import chat.console.core.Cores;
import chat.console.login.SessionEnd;
import chat.console.page.Chatctl;
import chat.console.page.Ids;
import chat.console.page.Problem;
import chat.console.page.Times;
import chat.operator.v1.GetChannelRequest;
import chat.operator.v1.GetChannelResponse;
import chat.operator.v1.HistoryAdminServiceGrpc;
import chat.operator.v1.ListMessagesRequest;
import chat.operator.v1.ListMessagesResponse;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The history of one channel. First comes a form that asks why; the reason then stays in the session for this channel and goes with every call. It is
 * never in an address: it can name people.
 */
@Controller
class HistoryController {
    private static final String IMPORT = "import:";

    private final Cores cores;
    private final Times times;

    HistoryController(Cores cores, Times times) {
        this.cores = cores;
        this.times = times;
    }

    @GetMapping("/channels")
    String find(Caller caller, Model model) {
        caller.require(OperatorRole.OPERATOR_ROLE_MODERATOR);
        return form("", "", model);
    }

    /** Takes channel and reason, and opens the history. */
    @PostMapping("/channels")
    String open(
            @RequestParam(name = "channel") String channel,
            @RequestParam(name = "reason") String reason,
            Caller caller,
            HttpSession session,
            Model model,
            HttpServletResponse response) {
        caller.require(OperatorRole.OPERATOR_ROLE_MODERATOR);
        try {
            GetChannelResponse found = read(request(channel.strip(), Reason.check(reason)), caller);
            Instant now = times.now();
            Visits.of(session, caller).put(new Visit(Reason.check(reason), now, found, now));
            return "redirect:/channels/" + found.getChannel().getChannelId();
        } catch (ChatException failure) {
            Problem problem = Problem.of(failure, caller.requestId());
            if (SessionEnd.isMeantBy(failure.reason()) || problem.status() == 403 || problem.status() >= 500) {
                throw failure;
            }
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return form(channel, reason, model);
        }
    }

    /** Forgets the reason. */
    @PostMapping("/channels/{id}/close")
    String close(@PathVariable(name = "id") String id, Caller caller, HttpSession session) {
        Visits.of(session, caller).remove(Ids.parse("channel id", id));
        return "redirect:/channels";
    }

    @GetMapping("/channels/{id}")
    String show(
            @PathVariable(name = "id") String id,
            @RequestParam(name = "way", defaultValue = "") String way,
            @RequestParam(name = "from", defaultValue = "") String from,
            @RequestParam(name = "time", defaultValue = "") String time,
            @RequestParam(name = "token", defaultValue = "") String token,
            @RequestParam(name = "size", defaultValue = "") String size,
            @RequestParam(name = "mark", defaultValue = "") String mark,
            Caller caller,
            HttpSession session,
            Model model,
            HttpServletResponse response) {
        caller.require(OperatorRole.OPERATOR_ROLE_MODERATOR);
        long channelId = Ids.parse("channel id", id);
        Optional<Visit> known = Visits.of(session, caller).get(channelId);
        if (known.isEmpty()) {
            return form(id, "", model);
        }
        Place place = Place.parse(new Place.Query(way, from, time, token, size, mark));
        Visit visit = place.isNewest() ? refreshed(known.get(), caller, session) : known.get();
        ListMessagesRequest request = place.request(visit);
        describe(visit, place, model);
        try {
            ListMessagesResponse messages =
                    cores.call(caller, channel -> HistoryAdminServiceGrpc.newBlockingStub(channel)
                            .listMessages(request));
            model.addAttribute("page", HistoryPage.of(messages, place, visit, times));
        } catch (ChatException failure) {
            Problem problem = Problem.of(failure, caller.requestId());
            if (SessionEnd.isMeantBy(failure.reason()) || problem.status() == 403 || problem.status() == 404) {
                throw failure;
            }
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return "history";
    }

    /** Turns what was typed into the two small forms into a place. */
    @GetMapping("/channels/{id}/jump")
    String jump(
            @PathVariable(name = "id") String id,
            @RequestParam(name = "message", defaultValue = "") String message,
            @RequestParam(name = "at", defaultValue = "") String at,
            @RequestParam(name = "size", defaultValue = "") String size,
            Caller caller) {
        caller.require(OperatorRole.OPERATOR_ROLE_MODERATOR);
        long channelId = Ids.parse("channel id", id);
        Place newest = Place.parse(new Place.Query("", "", "", "", size, ""));
        if (!message.isBlank()) {
            return "redirect:"
                    + newest.atMessage(Ids.parse("message id", message)).url(channelId);
        }
        if (at.isBlank()) {
            return "redirect:" + newest.url(channelId);
        }
        try {
            long millis = LocalDateTime.parse(at.strip())
                    .atZone(times.zone())
                    .toInstant()
                    .toEpochMilli();
            return "redirect:" + newest.atTime(Math.max(1, millis)).url(channelId);
        } catch (DateTimeException | ArithmeticException notATime) {
            return "redirect:" + newest.url(channelId);
        }
    }

    private String form(String channel, String reason, Model model) {
        model.addAttribute("channel", channel);
        model.addAttribute("reason", reason);
        model.addAttribute(
                "chatctl",
                Chatctl.command(
                        "history", "show", channel.isBlank() ? "CHANNEL" : channel.strip(), "--reason", "TEXT"));
        return "channels";
    }

    /** On the first page the members are read anew: it is what an operator sees first, and comes back to. */
    private Visit refreshed(Visit visit, Caller caller, HttpSession session) {
        if (visit.readAt().plusSeconds(5).isAfter(times.now())) {
            return visit;
        }
        GetChannelRequest request = GetChannelRequest.newBuilder()
                .setChannelId(visit.channelId())
                .setReason(visit.reason())
                .build();
        Visit fresh = visit.withChannel(read(request, caller), times.now());
        Visits.of(session, caller).put(fresh);
        return fresh;
    }

    private GetChannelResponse read(GetChannelRequest request, Caller caller) {
        return cores.call(caller, channel -> HistoryAdminServiceGrpc.newBlockingStub(channel)
                .getChannel(request));
    }

    private static GetChannelRequest request(String channel, String reason) {
        GetChannelRequest.Builder request = GetChannelRequest.newBuilder().setReason(reason);
        return channel.startsWith(IMPORT)
                ? request.setImportName(channel.substring(IMPORT.length())).build()
                : request.setChannelId(Ids.parse("channel", channel)).build();
    }

    private void describe(Visit visit, Place place, Model model) {
        model.addAttribute("visit", VisitView.of(visit, times));
        model.addAttribute("place", place);
        model.addAttribute("newest", Place.newest(place.size()).url(visit.channelId()));
        model.addAttribute("oldest", new Place(true, 0, 0, "", place.size(), 0).url(visit.channelId()));
        model.addAttribute("sizes", SizeLink.all(place, visit.channelId()));
        model.addAttribute("zone", times.zone().getId());
        model.addAttribute("chatctl", HistoryCommand.of(visit, place));
    }
}
