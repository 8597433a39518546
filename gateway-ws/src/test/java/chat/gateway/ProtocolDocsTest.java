package chat.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import chat.client.v1.ClientFrame;
import chat.client.v1.CloseCode;
import chat.client.v1.ServerFrame;
import chat.error.v1.ErrorReason;
import chat.gateway.frame.StrictJson;
import chat.gateway.http.ApiPaths;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the protocol's documents name exists in code and proto, and the reverse. */
class ProtocolDocsTest {
    private static final Path DOCS = Path.of("..", "docs");

    private final String reference = read("client-protocol.md");
    private final String asyncapi = read("asyncapi.yaml");
    private final String openapi = read("openapi.yaml");

    @Test
    void frameTypes_asyncapi_areThoseOfTheProto() {
        assertThat(find(asyncapi, "(?m)^    client\\w+:\\n      name: (\\w+)$"))
                .isEqualTo(types(ClientFrame.getDescriptor()));
        assertThat(find(asyncapi, "(?m)^    server\\w+:\\n      name: (\\w+)$"))
                .isEqualTo(types(ServerFrame.getDescriptor()));
    }

    @Test
    void payloadTypes_asyncapi_areThoseOfTheProto() {
        for (Descriptor frame : new Descriptor[] {ClientFrame.getDescriptor(), ServerFrame.getDescriptor()}) {
            for (FieldDescriptor field : frame.getOneofs().get(0).getFields()) {
                assertThat(asyncapi)
                        .contains(field.getJsonName() + ": {type: object, description: "
                                + field.getMessageType().getFullName() + "}");
            }
        }
    }

    @Test
    void examples_reference_everyFrameTypeIsThereAndIsValid() throws Exception {
        Set<String> client = new TreeSet<>();
        Set<String> server = new TreeSet<>();
        boolean fromServer = false;
        for (String line : reference.lines().toList()) {
            fromServer |= line.startsWith("### Server frames");
            if (!line.startsWith("{\"")) {
                continue;
            }
            if (fromServer) {
                ServerFrame.Builder frame = ServerFrame.newBuilder();
                JsonFormat.parser().merge(line, frame);
                server.add(ServerFrame.getDescriptor()
                        .findFieldByNumber(frame.getFrameCase().getNumber())
                        .getJsonName());
            } else {
                ClientFrame frame = StrictJson.read(line, ClientFrame.getDefaultInstance());
                client.add(ClientFrame.getDescriptor()
                        .findFieldByNumber(frame.getFrameCase().getNumber())
                        .getJsonName());
            }
        }
        assertThat(client).isEqualTo(types(ClientFrame.getDescriptor()));
        assertThat(server).isEqualTo(types(ServerFrame.getDescriptor()));
    }

    @Test
    void closeCodes_documents_areThoseOfTheProto() {
        Set<String> codes = Arrays.stream(CloseCode.values())
                .filter(code -> code != CloseCode.UNRECOGNIZED && code != CloseCode.CLOSE_CODE_UNSPECIFIED)
                .map(code -> code.getNumber() + " " + code.name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(find(reference, "(?m)^\\| (\\d{4}) \\| `(CLOSE_CODE_\\w+)`")).isEqualTo(codes);
        assertThat(find(asyncapi, "(?m)^  (\\d{4}): \\{name: (CLOSE_CODE_\\w+),"))
                .isEqualTo(codes);
    }

    @Test
    void reasons_reference_exist() {
        Set<String> reasons = Arrays.stream(ErrorReason.values())
                .map(reason -> reason.name().replace("ERROR_REASON_", ""))
                .collect(Collectors.toSet());
        assertThat(reasons)
                .containsAll(find(reference, "`([A-Z]+_[A-Z_]+)`").stream()
                        .filter(name -> !name.startsWith("CLOSE_CODE_"))
                        .toList());
    }

    @Test
    void paths_documents_areThoseOfTheCode() {
        Set<String> code = new TreeSet<>(ApiPaths.all());
        assertThat(openApiPaths()).isEqualTo(code);
        assertThat(find(reference, "(?m)^\\| `(GET|POST|PUT|DELETE) (/v1/[\\w/]+)"))
                .isEqualTo(code);
    }

    private Set<String> openApiPaths() {
        Set<String> paths = new TreeSet<>();
        String path = "";
        for (String line : openapi.lines().toList()) {
            if (line.startsWith("  /v1/")) {
                path = line.strip().replace(":", "");
            } else if (line.matches("    (get|post|put|delete):")) {
                paths.add(line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
            }
        }
        return paths;
    }

    private static Set<String> types(Descriptor frame) {
        return frame.getOneofs().get(0).getFields().stream()
                .map(FieldDescriptor::getJsonName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The groups of each match, joined by a blank. */
    private static Set<String> find(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(ProtocolDocsTest::groups)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String groups(MatchResult match) {
        return match.groupCount() == 1 ? match.group(1) : match.group(1) + " " + match.group(2);
    }

    private static String read(String name) {
        try {
            return Files.readString(DOCS.resolve(name));
        } catch (IOException e) {
            throw new AssertionError("run in the module's folder", e);
        }
    }
}
