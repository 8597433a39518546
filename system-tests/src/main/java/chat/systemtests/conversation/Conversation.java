package chat.systemtests.conversation;

import java.util.List;

/**
 * One conversation's messages, oldest first.
 *
 * @param name its name in the source
 * @param direct true for two speakers' dialogue, false for a group
 * @param speakers everyone who says something, by first appearance
 */
public record Conversation(String name, boolean direct, List<String> speakers, List<Line> lines) {}
