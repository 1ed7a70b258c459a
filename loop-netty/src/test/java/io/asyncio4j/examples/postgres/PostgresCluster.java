// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A PostgreSQL of a test's own. It refuses to be root's, so when the tests are root's it belongs to the user postgres, whom
 * Debian's package has made.
 *
 * @param port on 127.0.0.1
 * @param certificate the file with its certificate
 * @param server the process
 */
record PostgresCluster(int port, Path certificate, Child server) {

    static final String USER = "tester";
    static final String PASSWORD = "open sesame";

    private static final String PACKAGE = "postgresql";
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    static PostgresCluster start(Path folder, TestIdentity identity) throws Exception {
        Path certificate = Files.writeString(
                folder.resolve("server.crt"), Objects.requireNonNull(identity.certificate().text()));
        Path key = Files.writeString(folder.resolve("server.key"), Objects.requireNonNull(identity.key().text()));
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        giveAway(key, password, folder);
        Path data = folder.resolve("data");
        try (Child initdb = start("initdb", "-D", data.toString(), "-U", USER, "--pwfile=" + password,
                "--auth=scram-sha-256", "--no-sync", "--locale=C", "--encoding=UTF8")) {
            assertEquals(0, initdb.join(), () -> initdb.lines().toString());
        }
        Path allowed = Files.writeString(folder.resolve("allowed"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        int port = Loops.freePort();
        Child server = start("postgres", "-D", data.toString(), "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "ssl=on", "-c",
                "ssl_cert_file=" + certificate, "-c", "ssl_key_file=" + key, "-c", "hba_file=" + allowed, "-c",
                "fsync=off", "-c", "shared_buffers=16MB", "-c", "log_line_prefix=");
        try {
            server.awaitPart("database system is ready to accept connections");
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
        return new PostgresCluster(port, certificate, server);
    }

    private static Child start(String program, String... args) {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            // Unlike su and runuser it becomes the program, so that ending the process ends the program.
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        command.add(Child.find(PACKAGE, program).toString());
        command.addAll(List.of(args));
        return Child.start(ROOT ? "util-linux" : PACKAGE, command);
    }

    private static void giveAway(Path... files) throws IOException {
        if (ROOT) {
            UserPrincipal owner =
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
            for (Path file : files) {
                Files.setOwner(file, owner);
            }
        }
    }

    /** Clients have gone by now, so it takes the polite signal. */
    void stop() throws InterruptedException {
        server.stop();
    }
}
