package chat.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class TerminalTextPropertyTest {
    @Property
    void escape_anyText_holdsNothingThatATerminalActsOn(@ForAll String text) {
        String safe = TerminalText.escape(text);

        assertThat(safe.codePoints()).noneMatch(TerminalText::dangerous);
        assertThat(safe.lines().count()).isLessThanOrEqualTo(1);
        assertThat(TerminalText.width(safe)).isGreaterThanOrEqualTo(0);
        assertThat(TerminalText.escape(safe)).isEqualTo(safe);
    }

    @Property
    void json_anyText_isParsedBackAndHarmless(@ForAll String text) {
        StringWriter out = new StringWriter();
        JsonText json = new JsonText(new PrintWriter(out), false);
        json.beginObject().name(text).value(text).endObject();

        assertThat(out.toString().codePoints()).noneMatch(TerminalText::dangerous);
        assertThat(JsonParser.parseString(out.toString())
                        .getAsJsonObject()
                        .get(text)
                        .getAsString())
                .isEqualTo(text);
    }

    @Property
    void table_anyCell_keepsItsLineAndColumn(@ForAll String text) {
        StringWriter out = new StringWriter();
        new Table(new PrintWriter(out), Table.Column.text("A"), Table.Column.text("B"))
                .row(text, "end")
                .row("x", "end")
                .flush();

        assertThat(out.toString().lines()).hasSize(3);
        assertThat(out.toString()
                        .lines()
                        .skip(1)
                        .map(line -> TerminalText.width(line))
                        .distinct())
                .hasSize(1);
    }
}
