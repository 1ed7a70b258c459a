// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tasks.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Pages of an HTTP server, several at a time, each within its own time limit. */
final class Fetcher {

    private final String host;
    private final int port;
    private final double limitSeconds;
    private final Semaphore connections;

    /**
     * Makes a fetcher.
     *
     * @param limitSeconds for one page
     * @param atOnce how many connections there may be at a time
     */
    Fetcher(String host, int port, double limitSeconds, int atOnce) {
        this.host = host;
        this.port = port;
        this.limitSeconds = limitSeconds;
        connections = new Semaphore(atOnce);
    }

    /**
     * Fetches all.
     *
     * @return by path, in the order given: what became of it
     */
    Map<String, String> fetchAll(List<String> paths) throws Exception {
        Map<String, Task<String>> tasks = new LinkedHashMap<>();
        Asyncio.taskGroup(group -> {
            for (String path : paths) {
                tasks.put(path, group.createTask(() -> outcome(path)));
            }
        });
        // The group has ended, so every task is done and none has failed.
        Map<String, String> outcomes = new LinkedHashMap<>();
        tasks.forEach((path, task) -> outcomes.put(path, task.resultNow()));
        return outcomes;
    }

    private String outcome(String path) throws Exception {
        try (var permit = connections.acquire()) {
            return Asyncio.timeout(limitSeconds, () -> fetch(path));
        } catch (TimeoutException e) {
            return "no answer within " + limitSeconds + " s";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private String fetch(String path) throws IOException {
        try (StreamConnection connection = Asyncio.openConnection(host, port)) {
            String request = "GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            connection.writer().write(request.getBytes(StandardCharsets.US_ASCII));
            connection.writer().drain();
            String status = line(connection);
            int length = -1;
            for (String header; !(header = line(connection)).isEmpty();) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            byte[] body = length < 0 ? connection.reader().read() : connection.reader().readExactly(length);
            return status.substring(status.indexOf(' ') + 1) + ", " + body.length + " bytes";
        }
    }

    private static String line(StreamConnection connection) throws IOException {
        return new String(connection.reader().readLine(), StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
