// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page docs/names.md tells the truth: each counterpart exists, and no public name of asyncio is missing. */
class NamesPageTest {

    /** {@code asyncio.__all__} of Python 3.14 on Unix, and the names of 3.11 to 3.13 that a program may still use. */
    private static final String ASYNCIO = """
            ALL_COMPLETED AbstractEventLoop AbstractEventLoopPolicy AbstractServer Barrier BaseEventLoop BaseProtocol
            BaseTransport BoundedSemaphore BrokenBarrierError BufferedProtocol CancelledError Condition DatagramProtocol
            DatagramTransport DefaultEventLoopPolicy Event EventLoop FIRST_COMPLETED FIRST_EXCEPTION FrameCallGraphEntry
            Future FutureCallGraph Handle IncompleteReadError InvalidStateError LifoQueue LimitOverrunError Lock
            PriorityQueue Protocol Queue QueueEmpty QueueFull QueueShutDown ReadTransport Runner SelectorEventLoop
            Semaphore SendfileNotAvailableError Server StreamReader StreamReaderProtocol StreamWriter
            SubprocessProtocol SubprocessTransport Task TaskGroup Timeout TimeoutError TimerHandle Transport
            WriteTransport _enter_task _get_running_loop _leave_task _register_task _set_running_loop
            _unregister_task all_tasks as_completed capture_call_graph create_eager_task_factory
            create_subprocess_exec create_subprocess_shell create_task current_task eager_task_factory ensure_future
            format_call_graph future_add_to_awaited_by future_discard_from_awaited_by gather get_event_loop
            get_event_loop_policy get_running_loop iscoroutine iscoroutinefunction isfuture new_event_loop
            open_connection open_unix_connection print_call_graph run run_coroutine_threadsafe set_event_loop
            set_event_loop_policy shield sleep start_server start_unix_server timeout timeout_at to_thread wait
            wait_for wrap_future""";

    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| (-|`.*`) \\| (.*?) ?\\|$");
    private static final Pattern COUNTERPART = Pattern.compile("`([A-Za-z]+)(?:\\.([A-Za-z_]+))?`");

    private final Map<String, Class<?>> types = new HashMap<>();
    private final Set<String> names = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void eachCounterpartExistsAndNoNameIsMissing() throws Exception {
        collectTypes();
        try (Stream<String> lines = Files.lines(Path.of("docs/names.md"))) {
            lines.filter(line -> line.startsWith("| `")).forEach(this::checkRow);
        }
        for (String name : ASYNCIO.split("\\s+")) {
            if (!names.contains(name)) {
                wrong.add("missing: " + name);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private void checkRow(String line) {
        List<MatchResult> row = ROW.matcher(line).results().toList();
        if (row.size() != 1) {
            wrong.add("not a row: " + line);
            return;
        }
        String name = row.getFirst().group(1);
        if (!names.add(name)) {
            wrong.add("twice: " + name);
        }
        String here = row.getFirst().group(2);
        if (here.equals("-")) {
            if (row.getFirst().group(3).isBlank()) {
                wrong.add(name + " has neither a counterpart nor a reason");
            }
            return;
        }
        List<MatchResult> counterparts = COUNTERPART.matcher(here).results().toList();
        if (counterparts.isEmpty()) {
            wrong.add(name + ": not understood: " + here);
        }
        for (MatchResult counterpart : counterparts) {
            if (!exists(counterpart.group(1), counterpart.group(2))) {
                wrong.add(name + " -> " + counterpart.group() + " does not exist");
            }
        }
    }

    private boolean exists(String typeName, String member) {
        Class<?> type = types.get(typeName);
        if (type == null) {
            return false;
        }
        return member == null
                || Stream.<Member>concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                        .filter(candidate -> candidate.getDeclaringClass() != Object.class)
                        .anyMatch(candidate -> candidate.getName().equals(member));
    }

    /** By simple name, since asyncio's names are unique without a package; so the exported ones must be here, too. */
    private void collectTypes() throws IOException, ClassNotFoundException {
        Path root = Path.of("target/classes");
        ModuleDescriptor module;
        try (var descriptor = Files.newInputStream(root.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(descriptor);
        }
        for (ModuleDescriptor.Exports export : module.exports()) {
            try (Stream<Path> files = Files.list(root.resolve(export.source().replace('.', '/')))) {
                for (Path file : files.toList()) {
                    String simple = file.getFileName().toString().replace(".class", "");
                    if (Files.isRegularFile(file) && !simple.contains("$") && !simple.equals("package-info")) {
                        Class<?> type = Class.forName(export.source() + "." + simple);
                        Class<?> other = types.put(simple, type);
                        assertTrue(other == null, () -> type + " and " + other + " have one simple name");
                    }
                }
            }
        }
        types.put("TimeoutException", java.util.concurrent.TimeoutException.class);
        types.put("StackTraceElement", StackTraceElement.class);
    }
}
