package chat.ctl.importing;

import java.util.List;
import java.util.Set;

/**
 * One message of the source, ready to be stored.
 *
 * @param number line in the file, counted from 1
 * @param direct what the line says about its conversation
 * @param sentAtMillis within what the server takes
 * @param texts usually one; several when the text was too long for one message
 * @param changes what is not as in the source
 */
record SourceLine(
        long number,
        String conversation,
        boolean direct,
        long sentAtMillis,
        String sender,
        List<String> texts,
        Set<Change> changes) {}
