package chat.gateway.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;

/**
 * Whom an access token says it is for, read without checking it: good for choosing the core that checks it, and for nothing else.
 *
 * @param userId 0 when it can't be read
 * @param deviceId 0 when it can't be read
 */
public record AccessTokenClaims(long userId, long deviceId) {
    private static final AccessTokenClaims UNREADABLE = new AccessTokenClaims(0, 0);
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a signed JWT's payload. */
    public static AccessTokenClaims peek(String token) {
        int start = token.indexOf('.') + 1;
        int end = token.indexOf('.', start);
        if (start == 0 || end < 0 || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            return UNREADABLE;
        }
        long userId = 0;
        long deviceId = 0;
        try (JsonParser claims = JSON.createParser(Base64.getUrlDecoder().decode(token.substring(start, end)))) {
            if (claims.nextToken() != JsonToken.START_OBJECT) {
                return UNREADABLE;
            }
            while (claims.nextToken() == JsonToken.FIELD_NAME) {
                String name = claims.currentName();
                JsonToken value = claims.nextToken();
                if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
                    if (name.equals("sub")) {
                        userId = Long.parseLong(claims.getText());
                    } else if (name.equals("device")) {
                        deviceId = Long.parseLong(claims.getText());
                    }
                } else {
                    claims.skipChildren();
                }
            }
        } catch (IOException | IllegalArgumentException notOneOfOurs) {
            return UNREADABLE;
        }
        return new AccessTokenClaims(userId, deviceId);
    }
}
