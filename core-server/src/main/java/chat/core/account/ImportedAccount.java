package chat.core.account;

/**
 * The account of a speaker of another system.
 *
 * @param sourceName their name there
 * @param username their name here, which differs where the source's name breaks the rules, is taken, or looks like a taken one
 */
public record ImportedAccount(String sourceName, long userId, String username) {}
