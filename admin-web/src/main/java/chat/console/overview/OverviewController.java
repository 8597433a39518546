package chat.console.overview;

import chat.console.config.ConsoleConfig;
import chat.console.core.Caller;
import chat.console.overview.ClusterView.Sighting;
import chat.console.page.Chatctl;
import chat.console.page.Problem;
import chat.console.page.Times;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The overview, as a page and as the part of it that htmx refreshes. */
@Controller
class OverviewController {
    private final ClusterView cluster;
    private final Times times;
    private final String refresh;

    OverviewController(ClusterView cluster, Times times, ConsoleConfig config) {
        this.cluster = cluster;
        this.times = times;
        this.refresh = "every " + config.refreshInterval().toMillis() + "ms";
    }

    @GetMapping("/")
    String page(Caller caller, Model model) {
        fill(caller, model);
        model.addAttribute("refresh", refresh);
        model.addAttribute("chatctl", Chatctl.command("nodes", "list"));
        return "overview";
    }

    @GetMapping("/overview/nodes")
    String nodes(Caller caller, Model model) {
        fill(caller, model);
        return "overview :: nodes";
    }

    private void fill(Caller caller, Model model) {
        Sighting seen = cluster.look(caller);
        model.addAttribute("overview", Overview.of(seen.nodes(), times));
        model.addAttribute("seen", times.moment(seen.at()));
        if (seen.failure() != null) {
            model.addAttribute("stale", Problem.of(seen.failure(), caller.requestId()));
        }
    }
}
