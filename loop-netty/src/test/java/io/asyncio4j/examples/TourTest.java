// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.tour.Tour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tour in a process of its own, on each carrier, with Python's http.server as the server that is fetched from. */
@Timeout(300)
class TourTest {

    private static final List<String> STOPS = List.of(
            "queue: 20 items consumed, their sum is 190, left 0",
            "semaphore: 10 calls, at most 3 at once",
            "cleanup: cancelled because of the end of the shift",
            "cleanup: put away",
            "cleanup: the worker is cancelled: true",
            "shield: the request is cancelled, the commit is done: false",
            "shield: committed",
            "thread: it says 42, and the loop went on meanwhile: true",
            "tasks: weather of Bergen, weather of Oslo, weather of Tromsø",
            "debug mode: the log has the warning",
            "fetch: / 200 OK, 11 bytes",
            "fetch: /tour.txt 200 OK, 9 bytes",
            "fetch: /missing 404 File not found, ");

    @ParameterizedTest
    @ValueSource(strings = {"--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dio.asyncio4j.carrier=baton"})
    void showsWhatItSays(String flag, @TempDir Path pages) throws Exception {
        Files.writeString(pages.resolve("index.html"), "hello, tour");
        Files.writeString(pages.resolve("tour.txt"), "123456789");
        List<String> server = List.of("-m", "http.server", "--bind", "127.0.0.1", "--directory", pages.toString(), "0");
        try (Child http = Child.python(server)) {
            String port = http.await("Serving HTTP").replaceFirst(".* port (\\d+) .*", "$1");
            try (Child tour = Child.java(List.of(flag, "-Dstdout.encoding=UTF-8"), Tour.class, "127.0.0.1", port)) {
                assertEquals(0, tour.join(), () -> tour.lines().toString());
                List<String> log = new ArrayList<>(tour.lines());
                List<String> stops = log.stream().filter(line -> line.matches("[a-z ]+: .*")).toList();
                assertEquals(STOPS.size(), stops.size(), log::toString);
                for (int i = 0; i < STOPS.size(); i++) {
                    String stop = stops.get(i);
                    assertTrue(stop.startsWith(STOPS.get(i)), () -> stop + " in " + log);
                }
                assertTrue(log.stream().anyMatch(line -> line.contains("took 0.1")), log::toString);
                assertTrue(log.stream().anyMatch(line -> line.contains("Blocking.holdTheLoop")), log::toString);
            }
        }
    }
}
