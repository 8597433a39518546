package chat.core;

import chat.runtime.process.Program;

/** {@code bin/core-server}. */
public final class CoreMain {
    private CoreMain() {}

    public static void main(String[] args) {
        Program.run("core", args, CoreConfig::from, CoreServer::start);
    }
}
