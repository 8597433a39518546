package chat.core.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the schema.
 *
 * @param number order of application
 * @param name what it is about
 * @param checksum SHA-256 of its text, in hexadecimal
 * @param statements CQL without comments, placeholders not filled in
 */
record SchemaFile(int number, String name, String checksum, List<String> statements) {
    private static final Pattern FILE_NAME = Pattern.compile("(\\d{4})-([a-z0-9-]+)\\.cql");

    static SchemaFile of(String fileName, String text) {
        Matcher matcher = FILE_NAME.matcher(fileName);
        if (!matcher.matches()) {
            throw new IllegalStateException("a schema file must be named NNNN-name.cql, not " + fileName);
        }
        return new SchemaFile(
                Integer.parseInt(matcher.group(1)), matcher.group(2), sha256(text), List.copyOf(split(text)));
    }

    /** As a person knows it, as in {@code 3 (channels)}. */
    String label() {
        return number + " (" + name + ")";
    }

    /** Cuts at semicolons and drops {@code --} comments, both only outside of 'quotes'. */
    private static List<String> split(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean quoted = false;
        boolean comment = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (comment) {
                comment = c != '\n';
            } else if (!quoted && c == '-' && text.startsWith("--", i)) {
                comment = true;
            } else if (!quoted && c == ';') {
                statements.add(current.toString().strip());
                current.setLength(0);
                continue;
            } else {
                quoted ^= c == '\'';
            }
            if (!comment) {
                current.append(c);
            }
        }
        if (!current.toString().isBlank()) {
            throw new IllegalStateException("the last statement does not end with ';': "
                    + current.toString().strip());
        }
        return statements;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
