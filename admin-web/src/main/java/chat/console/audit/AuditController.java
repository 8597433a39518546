package chat.console.audit;

import chat.console.core.Caller;
import chat.console.core.Cores;
import chat.console.page.Chatctl;
import chat.console.page.Times;
import chat.error.v1.ErrorReason;
import chat.operator.v1.AuditServiceGrpc;
import chat.operator.v1.ListAuditEntriesRequest;
import chat.operator.v1.ListAuditEntriesResponse;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The audit log of one UTC day, newest first. */
@Controller
class AuditController {
    private static final int ENTRIES_A_PAGE = 100;

    private final Cores cores;
    private final Times times;

    AuditController(Cores cores, Times times) {
        this.cores = cores;
        this.times = times;
    }

    @GetMapping("/audit")
    String day(
            @RequestParam(name = "date", defaultValue = "") String date,
            @RequestParam(name = "token", defaultValue = "") String token,
            Caller caller,
            Model model) {
        caller.require(OperatorRole.OPERATOR_ROLE_ADMIN);
        LocalDate today = LocalDate.ofInstant(times.now(), ZoneOffset.UTC);
        LocalDate day = date.isBlank() ? today : parse(date.strip());
        ListAuditEntriesRequest request = ListAuditEntriesRequest.newBuilder()
                .setDate(day.toString())
                .setPageSize(ENTRIES_A_PAGE)
                .setPageToken(token)
                .build();
        ListAuditEntriesResponse response = cores.call(
                caller, channel -> AuditServiceGrpc.newBlockingStub(channel).listAuditEntries(request));
        model.addAttribute(
                "entries",
                response.getEntriesList().stream()
                        .map(entry -> AuditRow.of(entry, times))
                        .toList());
        model.addAttribute("day", day.toString());
        model.addAttribute("today", day.equals(today));
        model.addAttribute("before", day.minusDays(1).toString());
        model.addAttribute("after", day.isBefore(today) ? day.plusDays(1).toString() : null);
        model.addAttribute("next", response.getNextPageToken());
        model.addAttribute("further", !token.isEmpty());
        model.addAttribute("chatctl", Chatctl.command("audit", "list", "--date", day.toString(), "--all"));
        return "audit";
    }

    private static LocalDate parse(String date) {
        try {
            return LocalDate.parse(date);
        } catch (DateTimeException notADate) {
            throw new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, "date is not a UTC date as in 2026-11-24");
        }
    }
}
