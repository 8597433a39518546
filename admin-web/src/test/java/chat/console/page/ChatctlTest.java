package chat.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChatctlTest {
    @Test
    void plainWords_stayPlain() {
        assertThat(Chatctl.command("users", "show", "ann-1.x_2")).isEqualTo("chatctl users show ann-1.x_2");
    }

    @Test
    void anythingElse_isQuotedForTheShell() {
        assertThat(Chatctl.command("history", "show", "1", "--reason", "it's; rm -rf $HOME `x`"))
                .isEqualTo("chatctl history show 1 --reason 'it'\\''s; rm -rf $HOME `x`'");
        assertThat(Chatctl.command("users", "show", "")).isEqualTo("chatctl users show ''");
    }
}
