// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ChildTest {

    @Test
    void programThatIsMissingIsNamedWithItsPackage() {
        AssertionError missing =
                assertThrows(AssertionError.class, () -> Child.start("no-such-package", List.of("no-such-program")));
        assertEquals(
                "no-such-program cannot be started, which these tests need as the other side; install it"
                        + " (Debian: apt-get install no-such-package), or let .ci/run do so",
                missing.getMessage());
    }

    @Test
    void endTakesTheChildrenOfTheChildAlong() throws Exception {
        ProcessHandle grandchild;
        try (Child shell = Child.start("dash", List.of("sh", "-c", "sleep 300 & echo pid $!; wait"))) {
            long pid = Long.parseLong(shell.await("pid").substring("pid ".length()));
            grandchild = ProcessHandle.of(pid).orElseThrow();
        }
        grandchild.onExit().orTimeout(Child.LIMIT_SECONDS, TimeUnit.SECONDS).join();
        assertFalse(grandchild.isAlive());
    }
}
