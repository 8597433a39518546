package chat.console.frame;

import chat.console.page.RequestId;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** The page for what no page's code answered: unknown addresses, refused forms, defects. Always HTML; tells nothing of the inside. */
@Controller
class ErrorPage implements ErrorController {

    @RequestMapping("${spring.web.error.path:/error}")
    String show(HttpServletRequest request, Model model) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        model.addAttribute("status", status instanceof Integer code ? code : 404);
        model.addAttribute("requestId", RequestId.of(request));
        return "error";
    }
}
