// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every server over TLS, UDP and unix sockets, and of files, with the reason where one cannot run on this machine. */
public final class IoSubjects {
    private static final List<String> KINDS = List.of("EPOLL", "NIO", "IO_URING");

    private final Launcher launcher;
    private final Path certificate;
    private final Path key;
    private final @Nullable String noPython;
    private final @Nullable String noUvloop;
    private @Nullable String noCertificate;
    private boolean asked;

    /** Looks once for what is installed. */
    public IoSubjects(Launcher launcher) {
        this.launcher = launcher;
        this.certificate = launcher.file("cert.pem");
        this.key = launcher.file("key.pem");
        this.noPython = launcher.pythonHas("asyncio") ? null : "no python3";
        this.noUvloop = noPython != null ? noPython : launcher.pythonHas("uvloop") ? null : "no python3-uvloop";
    }

    /** Echo over TLS, with either provider. */
    public List<Subject> tls() {
        var all = new ArrayList<Subject>();
        for (String provider : List.of("BORINGSSL", "JDK")) {
            for (String kind : provider.equals("JDK") ? List.of("EPOLL") : KINDS) {
                all.add(nettyTls(kind, provider));
                all.add(loopTls(kind, provider, "protocol"));
                all.add(loopTls(kind, provider, "streams"));
            }
        }
        for (String loop : List.of("uvloop", "asyncio")) {
            all.add(pythonTls(loop, "protocol"));
            all.add(pythonTls(loop, "streams"));
        }
        return all;
    }

    /** Those whose handshakes are counted. */
    public List<Subject> handshakes() {
        return List.of(
                nettyTls("EPOLL", "BORINGSSL"),
                loopTls("EPOLL", "BORINGSSL", "protocol"),
                nettyTls("EPOLL", "JDK"),
                loopTls("EPOLL", "JDK", "protocol"),
                pythonTls("uvloop", "protocol"),
                pythonTls("asyncio", "protocol"));
    }

    /** Those whose idle TLS connections are weighed. */
    public List<Subject> idle() {
        return List.of(
                nettyTls("EPOLL", "BORINGSSL"),
                loopTls("EPOLL", "BORINGSSL", "protocol"),
                loopTls("EPOLL", "BORINGSSL", "streams"),
                loopTls("EPOLL", "JDK", "protocol"),
                pythonTls("uvloop", "protocol"),
                pythonTls("asyncio", "protocol"));
    }

    /** Echo over UDP. */
    public List<Subject> udp() {
        var all = new ArrayList<Subject>();
        for (String kind : KINDS) {
            all.add(netty(kind, "udp", "udp", "plain Netty " + kind, List.of(), null));
            if (kind.equals("EPOLL")) {
                all.add(netty(kind, "udp", "udp-batch", "plain Netty batching " + kind, List.of(), null));
            }
            all.add(loop(kind, "udp", "udp", "asyncio4j datagrams " + kind, "datagrams", List.of(), null));
        }
        all.add(coalescing("udp", "off"));
        all.add(python("uvloop", "udp", "udp", "datagrams", List.of(), null));
        all.add(python("asyncio", "udp", "udp", "datagrams", List.of(), null));
        return all;
    }

    /** Echo of bursts of datagrams over UDP, with and without the system's help in cutting them up and putting them together. */
    public List<Subject> bursts() {
        var all = new ArrayList<Subject>();
        for (String mode : List.of("udp-batch", "udp-coalescing")) {
            all.add(netty("EPOLL", "bursts", mode, "plain Netty " + mode.substring(4) + " EPOLL", List.of(), null));
        }
        for (String wanted : List.of("both", "send", "receive", "off")) {
            all.add(coalescing("bursts", wanted));
        }
        all.add(python("uvloop", "bursts", "udp", "datagrams", List.of(), null));
        all.add(python("asyncio", "bursts", "udp", "datagrams", List.of(), null));
        return all;
    }

    private Subject coalescing(String wire, String wanted) {
        return loop("EPOLL", wire, "udp", "asyncio4j datagrams EPOLL, coalescing " + wanted, "datagrams", List.of(),
                null, "-Dio.asyncio4j.netty.udp.coalescing=" + wanted);
    }

    /** Echo on unix sockets; plain Netty has none on NIO. */
    public List<Subject> unix() {
        var all = new ArrayList<Subject>();
        for (String kind : List.of("EPOLL", "IO_URING")) {
            all.add(netty(kind, "unix", "unix", "plain Netty " + kind, List.of(), null));
            for (String shape : List.of("protocol", "streams")) {
                String name = "asyncio4j " + shape + " " + kind;
                all.add(loop(kind, "unix", "unix-" + shape, name, shape, List.of(), null));
            }
        }
        for (String loop : List.of("uvloop", "asyncio")) {
            for (String shape : List.of("protocol", "streams")) {
                all.add(python(loop, "unix", "unix-" + shape, shape, List.of(), null));
            }
        }
        return all;
    }

    /** A file of so many bytes, sent by the system itself. */
    public List<Subject> file(long bytes) throws IOException {
        Path file = launcher.file("file");
        try (var made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(bytes);
        }
        List<String> option = List.of("--file", file.toString());
        var all = new ArrayList<Subject>();
        for (String kind : KINDS) {
            all.add(netty(kind, "tcp", "file", "plain Netty " + kind, option, null));
            all.add(loop(kind, "tcp", "file", "asyncio4j file " + kind, "file", option, null));
        }
        all.add(python("uvloop", "tcp", "file", "file", option, null));
        all.add(python("asyncio", "tcp", "file", "file", option, null));
        all.add(nginx(file));
        return all;
    }

    private Subject nettyTls(String kind, String provider) {
        return netty(kind, "tls", "tls", "plain Netty " + kind + " " + provider, secrets(provider), noTls(provider));
    }

    private Subject loopTls(String kind, String provider, String shape) {
        String name = "asyncio4j " + shape + " " + kind + " " + provider;
        return loop(kind, "tls", "tls-" + shape, name, shape, secrets(provider), noTls(provider));
    }

    private Subject pythonTls(String loop, String shape) {
        return python(loop, "tls", "tls-" + shape, shape, secrets(""), noTls(""));
    }

    private Subject netty(
            String kind, String wire, String mode, String name, List<String> more, @Nullable String missing) {
        // Copies of a row are measured against the plain one.
        String plain = wire.equals("bursts") ? "plain Netty batch EPOLL" : name.replace(" batching", "");
        return new Subject(name, plain, null, first(missing, noPoller(kind)), wire, port -> launcher.java(
                Subject.SERVER_CORE,
                List.of(),
                "io.asyncio4j.bench.servers.NettyIoServer",
                words(port, "--kind", kind, mode, more)));
    }

    private Subject loop(
            String kind, String wire, String mode, String name, String shape, List<String> more,
            @Nullable String missing, String... flags) {
        String plain = wire.equals("bursts")
                ? "plain Netty batch EPOLL"
                : name.replaceFirst("asyncio4j \\w+", "plain Netty").replaceFirst(",.*", "");
        var java = new ArrayList<>(Subjects.OPEN);
        java.addAll(List.of(flags));
        return new Subject(name, plain, "uvloop " + shape, first(missing, noPoller(kind)), wire, port -> launcher.java(
                Subject.SERVER_CORE,
                java,
                "io.asyncio4j.bench.servers.IoServer",
                words(port, "--kind", kind, mode, more)));
    }

    private Subject python(
            String loop, String wire, String mode, String shape, List<String> more, @Nullable String missing) {
        String reason = first(missing, loop.equals("uvloop") ? noUvloop : noPython);
        return new Subject(loop + " " + shape, null, "uvloop " + shape, reason, wire,
                port -> launcher.python(Subject.SERVER_CORE, "io_server.py", words(port, "--loop", loop, mode, more)));
    }

    private Subject nginx(Path file) {
        boolean found = !Launcher.firstLine(List.of("sh", "-c", "command -v nginx")).isEmpty();
        return new Subject("nginx", null, "uvloop file", found ? null : "no nginx", "tcp", port -> {
            String settings = "daemon off; master_process off; user root; error_log stderr; pid "
                    + launcher.file("nginx.pid")
                    + "; events {} http { access_log off; sendfile on; server { listen 127.0.0.1:"
                    + port + "; root " + file.getParent() + "; } }";
            Path config = launcher.file("nginx.conf");
            try {
                Files.writeString(config, settings);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            // Ready a second later: nginx does not say when it listens.
            return launcher.program(
                    Subject.SERVER_CORE,
                    List.of("sh", "-c", "(sleep 1; echo ready) & exec nginx -c " + config));
        });
    }

    private static List<String> words(int port, String option, String value, String mode, List<String> more) {
        var words = new ArrayList<>(List.of("--port", Integer.toString(port), option, value, "--mode", mode));
        words.addAll(more);
        return words;
    }

    private List<String> secrets(String provider) {
        var words = new ArrayList<>(List.of("--cert", certificate.toString(), "--key", key.toString()));
        if (!provider.isEmpty()) {
            words.addAll(List.of("--provider", provider));
        }
        return words;
    }

    private @Nullable String noTls(String provider) {
        if (provider.equals("BORINGSSL") && !OpenSsl.isAvailable()) {
            return "no BoringSSL";
        }
        if (!asked) {
            asked = true;
            Launcher.firstLine(List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", "/CN=localhost", "-keyout",
                    key.toString(), "-out", certificate.toString()));
            noCertificate = Files.exists(certificate) ? null : "no openssl to make a certificate";
        }
        return noCertificate;
    }

    private static @Nullable String noPoller(String kind) {
        return switch (kind) {
            case "EPOLL" -> Epoll.isAvailable() ? null : "no epoll";
            case "IO_URING" -> IoUring.isAvailable() ? null : "no io_uring";
            default -> null;
        };
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one != null ? one : other;
    }
}
