// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of the programs of {@code oracle.py}, which explains them, done here. */
final class OracleProgram {

    private static final int FUTURES = 5;
    private static final int ITERATIONS = 30;

    private static final class Boom extends Exception {}

    private record Node(String name, List<Node> parts) {
        static Node parse(Deque<String> tokens) {
            String token = tokens.remove();
            if (!token.equals("(")) {
                return new Node(token, List.of());
            }
            String kind = tokens.remove();
            List<Node> parts = new ArrayList<>();
            while (!tokens.element().equals(")")) {
                parts.add(parse(tokens));
            }
            tokens.remove();
            return new Node(kind, parts);
        }

        static Node parse(String text) {
            String spaced = text.replace("(", " ( ").replace(")", " ) ").trim();
            return parse(new ArrayDeque<>(Arrays.asList(spaced.split(" +"))));
        }

        Node first() {
            return parts.get(0);
        }
    }

    private final List<Future<Object>> futures = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int iteration;

    private OracleProgram(AbstractEventLoop loop) {
        for (int i = 0; i < FUTURES; i++) {
            futures.add(loop.createFuture());
        }
    }

    /** Runs it in the calling coroutine and returns what was seen. */
    static String run(String tasks, String events) {
        OracleProgram program = new OracleProgram(Asyncio.getRunningLoop());
        String seen = program.runAll(tasks.split("\\|"), events.split(","));
        program.end();
        return seen;
    }

    private String runAll(String[] texts, String[] events) {
        List<Task<?>> tops = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            Node node = Node.parse(texts[i]);
            int number = i;
            tops.add(Asyncio.createTask(() -> top(number, node)));
        }
        for (; iteration < ITERATIONS; iteration++) {
            for (String event : events) {
                String[] parts = event.split(":");
                if (Integer.parseInt(parts[0]) == iteration) {
                    int number = Integer.parseInt(parts[2]);
                    happen(parts[1], futures.get(number), tops.get(number % tops.size()), number);
                }
            }
            Asyncio.sleep(0);
        }
        for (int i = 0; i < tops.size(); i++) {
            if (!tops.get(i).done()) {
                log.add("task " + i + " goes on");
            }
        }
        return String.join("; ", log);
    }

    private static void happen(String what, Future<Object> future, Task<?> task, int number) {
        if (what.equals("T")) {
            task.cancel();
        } else if (!future.done()) {
            switch (what) {
                case "r" -> future.setResult(number);
                case "e" -> future.setException(new Boom());
                default -> future.cancel();
            }
        }
    }

    private void end() {
        for (int i = 0; i < 6; i++) {
            futures.forEach(Future::cancel);
            for (Task<?> task : Asyncio.allTasks()) {
                if (task != Asyncio.currentTask()) {
                    task.cancel();
                }
            }
            Asyncio.sleep(0);
            Asyncio.sleep(0);
        }
        futures.forEach(OracleProgram::outcome);
    }

    private void top(int number, Node node) {
        String end;
        try {
            end = show(value(node));
        } catch (Exception | CancelledError error) {
            end = show(error);
        }
        log.add(iteration + " task " + number + " " + end);
    }

    private @Nullable Object value(Node node) throws Exception {
        return switch (node.name()) {
            case "await" -> future(node.first()).await();
            case "sleep" -> sleep(Integer.parseInt(node.first().name()));
            case "gather" -> Gather.<Object>gatherCoroutines(coroutines(node)).await();
            case "gatherReturning" -> Gather.gatherCoroutinesReturningExceptions(coroutines(node)).await();
            case "gatherFutures" -> Asyncio.<Object>gather(given(node)).await();
            case "gatherReturningFutures" -> Asyncio.gatherReturningExceptions(given(node)).await();
            case "shield" -> Asyncio.shield(start(node.first())).await();
            case "wait", "waitFutures" -> waitForSome(node);
            case "waitFor" -> Asyncio.waitFor(() -> value(node.first()), 1000);
            case "waitForTask" -> Asyncio.waitFor(start(node.first()), 1000);
            case "asCompleted", "asCompletedFutures" -> asCompleted(given(node));
            case "plainAsCompleted" -> plainAsCompleted(given(node));
            case "then" -> then(node);
            default -> throw new IllegalArgumentException("oracle: unknown expression " + node);
        };
    }

    private Future<Object> future(Node number) {
        return futures.get(Integer.parseInt(number.name()));
    }

    private Task<Object> start(Node node) {
        return Asyncio.createTask(() -> value(node));
    }

    private List<Coroutine<Object>> coroutines(Node node) {
        List<Coroutine<Object>> coroutines = new ArrayList<>();
        node.parts().forEach(part -> coroutines.add(() -> value(part)));
        return coroutines;
    }

    private List<Future<Object>> given(Node node) {
        List<Future<Object>> given = new ArrayList<>();
        for (Node part : node.parts()) {
            if (!part.name().contains("_")) { // else it is the mode of wait
                given.add(node.name().endsWith("Futures") ? future(part) : start(part));
            }
        }
        return given;
    }

    private static String sleep(int times) {
        for (int i = 0; i < times; i++) {
            Asyncio.sleep(0);
        }
        return "slept";
    }

    private String waitForSome(Node node) {
        List<Future<Object>> given = given(node);
        Waited<Future<Object>> waited = Asyncio.wait(given, ReturnWhen.valueOf(node.first().name()));
        return given.stream()
                .map(future -> waited.done().contains(future) ? "done" : "pending")
                .collect(Collectors.joining(" "));
    }

    private List<String> asCompleted(List<Future<Object>> given) {
        List<String> seen = new ArrayList<>();
        for (Future<Object> done : Asyncio.asCompleted(given)) {
            seen.add(given.indexOf(done) + " " + outcome(done) + " at " + iteration);
        }
        return seen;
    }

    private List<String> plainAsCompleted(List<Future<Object>> given) throws Exception {
        List<String> seen = new ArrayList<>();
        for (Coroutine<Object> next : Asyncio.asCompleted(given).awaitables()) {
            String outcome;
            try {
                outcome = show(next.run());
            } catch (Boom boom) {
                outcome = show(boom);
            }
            seen.add(outcome + " at " + iteration);
        }
        return seen;
    }

    private @Nullable Object then(Node node) throws Exception {
        String first;
        try {
            first = show(value(node.first()));
        } catch (Exception | CancelledError error) {
            first = show(error);
        }
        log.add(iteration + " then after " + first);
        return value(node.parts().get(1));
    }

    private static String outcome(Future<?> future) {
        return future.cancelled() ? "cancelled"
                : show(Objects.requireNonNullElseGet(future.exception(), future::resultNow));
    }

    private static String show(@Nullable Object value) {
        return switch (value) {
            case CancelledError cancelled -> "cancelled";
            case Boom boom -> "failed";
            case List<?> list -> list.stream().map(OracleProgram::show).collect(Collectors.joining(",", "[", "]"));
            case null, default -> String.valueOf(value);
        };
    }
}
