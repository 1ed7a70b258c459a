// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessOptionsTest {

    private static final Path FILE = Path.of("log");

    @Test
    void eachWitherChangesItsOwnValue() {
        ProcessOptions options = ProcessOptions.PIPES
                .stdin(Redirect.from(FILE))
                .stdout(Redirect.to(FILE))
                .stderr(Redirect.STDOUT)
                .directory(Path.of("there"))
                .environment(Map.of("A", "b"));
        assertEquals(
                new ProcessOptions(
                        Redirect.from(FILE), Redirect.to(FILE), Redirect.STDOUT, Path.of("there"), Map.of("A", "b")),
                options);
    }

    @Test
    void standardOutputIsOnlyForStandardError() {
        assertThrows(IllegalArgumentException.class, () -> ProcessOptions.PIPES.stdin(Redirect.STDOUT));
        assertThrows(IllegalArgumentException.class, () -> ProcessOptions.PIPES.stdout(Redirect.STDOUT));
    }

    @Test
    void filesFitTheDirectionOfTheirStream() {
        assertThrows(IllegalArgumentException.class, () -> ProcessOptions.PIPES.stdin(Redirect.to(FILE)));
        assertThrows(IllegalArgumentException.class, () -> ProcessOptions.PIPES.stdin(Redirect.appendTo(FILE)));
        assertThrows(IllegalArgumentException.class, () -> ProcessOptions.PIPES.stdout(Redirect.from(FILE)));
        assertThrows(IllegalArgumentException.class, () -> ProcessOptions.PIPES.stderr(Redirect.from(FILE)));
    }

    @Test
    void redirectsHaveAFileExactlyWhenTheyNeedOne() {
        assertThrows(IllegalArgumentException.class, () -> new Redirect(Redirect.Kind.PIPE, FILE));
        assertThrows(IllegalArgumentException.class, () -> new Redirect(Redirect.Kind.READ, null));
    }

    @Test
    void environmentIsCopied() {
        Map<String, String> environment = new HashMap<>(Map.of("A", "b"));
        ProcessOptions options = ProcessOptions.INHERITED.environment(environment);
        environment.put("C", "d");
        assertEquals(Map.of("A", "b"), options.environment());
    }
}
