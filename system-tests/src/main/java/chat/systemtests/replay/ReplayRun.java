package chat.systemtests.replay;

import chat.systemtests.client.DeviceClient;
import chat.systemtests.conversation.Conversation;
import chat.systemtests.conversation.ConversationFiles;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.ConcurrentHistogram;

/** One replay from casting to report. Blocks; says on {@code talk} what it is doing. */
final class ReplayRun {
    private static final int MAX_SPEAKERS = 100;
    private static final long QUIET_SECONDS = 30;
    private static final long SPEAK_MINUTES = 20;

    private final ReplayOptions options;
    private final PrintStream talk;
    private final ConcurrentHistogram latencyMicros = new ConcurrentHistogram(3_600_000_000L, 3);
    private final List<String> problems = new ArrayList<>();

    ReplayRun(ReplayOptions options, PrintStream talk) {
        this.options = options;
        this.talk = talk;
    }

    ReplayReport run() throws IOException, InterruptedException {
        List<Conversation> picked = pick(ConversationFiles.read(options.files()));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        ExecutorService workers = Executors.newFixedThreadPool(16);
        List<Stage> stages = new ArrayList<>();
        try {
            talk.printf("casting %d conversations, %d accounts%n", picked.size(), accounts(picked));
            String run = Long.toString(System.currentTimeMillis(), 36);
            for (Conversation conversation : picked) {
                Script script = new Script(conversation.lines(), latencyMicros);
                Cast cast = Cast.enter(
                        conversation,
                        script,
                        "r" + run + "-" + stages.size() + "-",
                        options.gateways(),
                        loops,
                        workers);
                stages.add(new Stage(conversation, script, cast, new Replay(conversation, script, cast)));
            }
            for (Stage stage : stages) {
                stage.replay.open();
            }
            double seconds = speak(stages);
            compare(stages);
            checkHistories(stages, workers);
            return report(stages, seconds);
        } finally {
            stages.forEach(stage -> stage.cast.close());
            workers.shutdownNow();
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private record Stage(Conversation conversation, Script script, Cast cast, Replay replay) {
        long expected() {
            return (long) script.lines().size() * script.transcripts().size();
        }

        long heard() {
            return script.transcripts().values().stream()
                    .mapToLong(Transcript::heard)
                    .sum();
        }
    }

    private List<Conversation> pick(List<Conversation> all) throws IOException {
        List<Conversation> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(options.seed()));
        List<Conversation> picked = new ArrayList<>();
        int groups = 0;
        int dialogues = 0;
        for (Conversation conversation : shuffled) {
            if (conversation.speakers().size() < 2 || conversation.speakers().size() > MAX_SPEAKERS) {
                continue;
            }
            if (conversation.direct() ? dialogues++ < options.dialogues() : groups++ < options.groups()) {
                picked.add(cut(conversation));
            }
        }
        if (Math.min(groups, options.groups()) < options.groups() || dialogues < options.dialogues()) {
            throw new IOException("the files hold " + groups + " groups of 2 to " + MAX_SPEAKERS + " speakers and "
                    + dialogues + " dialogues; fewer than asked for");
        }
        return picked;
    }

    private Conversation cut(Conversation whole) {
        if (whole.lines().size() <= options.maxLines()) {
            return whole;
        }
        return new Conversation(
                whole.name(), whole.direct(), whole.speakers(), whole.lines().subList(0, options.maxLines()));
    }

    private static int accounts(List<Conversation> conversations) {
        return conversations.stream()
                .mapToInt(conversation -> conversation.speakers().size())
                .sum();
    }

    private double speak(List<Stage> stages) throws InterruptedException {
        talk.println("speaking");
        long start = System.nanoTime();
        List<CompletableFuture<Void>> speaking = new ArrayList<>();
        for (Stage stage : stages) {
            speaking.add(stage.replay.speak().exceptionally(failed -> {
                problem(stage.conversation.name() + ": " + failed.getCause());
                return null;
            }));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(speaking.toArray(CompletableFuture[]::new));
        long heard = -1;
        long quietSince = System.nanoTime();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(SPEAK_MINUTES);
        long expected = stages.stream().mapToLong(Stage::expected).sum();
        while (heard < expected || !all.isDone()) {
            await(all);
            long now = stages.stream().mapToLong(Stage::heard).sum();
            if (now != heard) {
                heard = now;
                quietSince = System.nanoTime();
                talk.printf("heard %d of %d%n", heard, expected);
            } else if (System.nanoTime() - quietSince > TimeUnit.SECONDS.toNanos(QUIET_SECONDS)
                    || System.nanoTime() > deadline) {
                problem("nothing heard for " + QUIET_SECONDS + " s; " + heard + " of " + expected + " deliveries");
                break;
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void await(CompletableFuture<Void> all) throws InterruptedException {
        if (all.isDone()) {
            TimeUnit.MILLISECONDS.sleep(50);
            return;
        }
        try {
            all.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException stillSpeaking) {
            return;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void compare(List<Stage> stages) {
        for (Stage stage : stages) {
            for (Transcript transcript : stage.script.transcripts().values()) {
                String mismatch = transcript.mismatch();
                if (mismatch != null) {
                    problem(stage.conversation.name() + ": " + mismatch);
                } else if (transcript.heard() != stage.script.lines().size()) {
                    problem(stage.conversation.name() + ": a device heard " + transcript.heard() + " of "
                            + stage.script.lines().size());
                }
            }
            for (DeviceClient device : stage.cast.devices()) {
                String failure = device.failure();
                if (failure != null) {
                    problem(stage.conversation.name() + ": connection ended: " + failure);
                }
            }
        }
    }

    private void checkHistories(List<Stage> stages, ExecutorService workers) {
        for (HistorySource source : options.histories()) {
            talk.println("comparing with " + source.name());
            List<CompletableFuture<Void>> checks = new ArrayList<>();
            for (Stage stage : stages) {
                checks.add(CompletableFuture.runAsync(() -> checkHistory(stage, source), workers));
            }
            checks.forEach(CompletableFuture::join);
        }
    }

    private void checkHistory(Stage stage, HistorySource source) {
        String where = stage.conversation.name() + " in " + source.name();
        try {
            List<HistorySource.HistoryText> texts = source.read(stage.script.channel());
            if (texts.size() != stage.script.lines().size()) {
                problem(where + ": " + texts.size() + " texts, "
                        + stage.script.lines().size() + " sent");
                return;
            }
            long lastId = 0;
            for (int i = 0; i < texts.size(); i++) {
                if (!texts.get(i).text().equals(stage.script.lines().get(i).text())
                        || texts.get(i).messageId() <= lastId) {
                    problem(where + ": line " + i + " differs");
                    return;
                }
                lastId = texts.get(i).messageId();
            }
        } catch (IOException | RuntimeException failed) {
            problem(where + ": " + failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            problem(where + ": interrupted");
        }
    }

    private void problem(String what) {
        synchronized (problems) {
            problems.add(what);
        }
    }

    private ReplayReport report(List<Stage> stages, double seconds) {
        long messages =
                stages.stream().mapToLong(stage -> stage.script.lines().size()).sum();
        long deliveries = stages.stream().mapToLong(Stage::heard).sum();
        synchronized (problems) {
            return new ReplayReport(
                    options.seed(),
                    stages.size(),
                    accounts(stages.stream().map(Stage::conversation).toList()),
                    stages.stream()
                            .mapToInt(stage -> stage.cast.devices().size())
                            .sum(),
                    messages,
                    deliveries,
                    stages.stream().mapToLong(stage -> stage.replay.resends()).sum(),
                    seconds,
                    messages / seconds,
                    deliveries / seconds,
                    latencyMicros.getValueAtPercentile(50) / 1e3,
                    latencyMicros.getValueAtPercentile(99) / 1e3,
                    latencyMicros.getMaxValue() / 1e3,
                    options.histories().stream().map(HistorySource::name).toList(),
                    List.copyOf(problems));
        }
    }
}
