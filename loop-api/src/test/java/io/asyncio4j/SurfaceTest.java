// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.events.TaskHost;
import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.WriteTransport;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every name of asyncio 3.14's loop, transports and protocols is here, and nothing that has no counterpart there. */
class SurfaceTest {

    /** Names that do not follow from asyncio's by case alone. */
    private static final Map<String, Set<String>> OWN_NAMES = Map.ofEntries(
            Map.entry("shutdown_asyncgens", Set.of("shutdownAsyncGenerators")),
            Map.entry("getaddrinfo", Set.of("getAddrInfo")),
            Map.entry("getnameinfo", Set.of("getNameInfo")),
            Map.entry("slow_callback_duration", Set.of("getSlowCallbackDuration", "setSlowCallbackDuration")),
            Map.entry("get_loop", Set.of("loop")),
            Map.entry("__aenter__", Set.of("scope")),
            Map.entry("getsockopt", Set.of("getsockopt", "supportedOptions")),
            // Membership of a group is an option in C, and none of the JDK's.
            Map.entry("setsockopt", Set.of("setsockopt", "joinGroup", "leaveGroup")),
            Map.entry("proto", Set.of("protocol")));

    private static final String LOOP = """
            run_forever run_until_complete stop is_running is_closed close shutdown_asyncgens
            shutdown_default_executor call_soon call_soon_threadsafe call_later call_at time create_future
            create_task set_task_factory get_task_factory run_in_executor set_default_executor getaddrinfo
            getnameinfo create_connection create_server create_unix_connection create_unix_server
            create_datagram_endpoint connect_accepted_socket start_tls sendfile sock_sendfile sock_recv
            sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_connect sock_accept
            add_reader remove_reader add_writer remove_writer connect_read_pipe connect_write_pipe
            subprocess_exec subprocess_shell add_signal_handler remove_signal_handler set_exception_handler
            get_exception_handler default_exception_handler call_exception_handler get_debug set_debug
            slow_callback_duration""";

    private static final String SERVER = """
            close close_clients abort_clients get_loop is_serving start_serving serve_forever wait_closed sockets
            __aenter__""";

    /** Without what would hand out the descriptor: dup, get_inheritable, shutdown, getsockbyname. */
    private static final String TRANSPORT_SOCKET = """
            family type proto fileno getsockopt setsockopt getpeername getsockname settimeout gettimeout setblocking""";

    private static final String BASE_TRANSPORT = "close is_closing get_extra_info set_protocol get_protocol";

    private static final String READING = " is_reading pause_reading resume_reading";

    private static final String FLOW_CONTROL =
            " abort get_write_buffer_size set_write_buffer_limits get_write_buffer_limits";

    private static final String WRITING = FLOW_CONTROL + " write writelines write_eof can_write_eof";

    private static final String SUBPROCESS = " get_pid get_returncode get_pipe_transport send_signal terminate kill";

    private static final String BASE_PROTOCOL = "connection_made connection_lost pause_writing resume_writing";

    private static final String TLS = " tls tlsHandshakeTimeout tlsShutdownTimeout";

    @Test
    void loopHasEveryMethodOfAsyncioAndNoOther() {
        check(AbstractEventLoop.class, LOOP);
    }

    @Test
    void serverHasEveryMethodOfAsyncioAndNoOther() {
        check(Server.class, SERVER);
        check(TransportSocket.class, TRANSPORT_SOCKET);
    }

    @Test
    void transportsHaveEveryMethodOfAsyncioAndNoOther() {
        assertAll(
                () -> check(BaseTransport.class, BASE_TRANSPORT),
                () -> check(ReadTransport.class, BASE_TRANSPORT + READING),
                () -> check(WriteTransport.class, BASE_TRANSPORT + WRITING),
                () -> check(io.asyncio4j.transports.Transport.class, BASE_TRANSPORT + READING + WRITING),
                () -> check(DatagramTransport.class, BASE_TRANSPORT + READING + FLOW_CONTROL + " sendto"),
                () -> check(SubprocessTransport.class, BASE_TRANSPORT + SUBPROCESS));
    }

    @Test
    void protocolsHaveEveryCallbackOfAsyncioAndNoOther() {
        assertAll(
                () -> check(BaseProtocol.class, BASE_PROTOCOL),
                () -> check(Protocol.class, BASE_PROTOCOL + " data_received eof_received"),
                () -> check(BufferedProtocol.class, BASE_PROTOCOL + " get_buffer buffer_updated eof_received"),
                () -> check(DatagramProtocol.class, BASE_PROTOCOL + " datagram_received error_received"),
                () -> check(
                        SubprocessProtocol.class,
                        BASE_PROTOCOL + " pipe_data_received pipe_connection_lost process_exited"));
    }

    @Test
    void extraInfoHasEveryKeyOfAsyncio() throws IllegalAccessException {
        List<String> keys = new ArrayList<>();
        for (Field field : ExtraInfo.class.getFields()) {
            ExtraInfo.Key<?> key = (ExtraInfo.Key<?>) field.get(null);
            assertEquals(field.getName().toLowerCase(Locale.ROOT), key.name());
            keys.add(key.name());
        }
        assertEquals(
                List.of("socket", "sockname", "peername", "peercred", "sslcontext", "ssl_object", "peercert", "cipher",
                        "compression",
                        "alpn", "close_notify", "session_reused", "pipe", "subprocess"),
                keys);
    }

    /** Each keyword argument of asyncio has a method of the options with which it is given. */
    @Test
    void optionsHaveEveryKeywordArgumentOfAsyncio() {
        assertAll(
                () -> withers(
                        ConnectOptions.class,
                        "hints sock localAddress serverHostname happyEyeballsDelay interleave allErrors" + TLS),
                () -> withers(
                        ListenOptions.class,
                        "hints sock backlog reuseAddress reusePort keepAlive startServing" + TLS),
                () -> withers(AcceptOptions.class, TLS.strip()),
                () -> withers(UnixConnectOptions.class, "sock serverHostname" + TLS),
                () -> withers(UnixListenOptions.class, "sock backlog startServing cleanupSocket" + TLS),
                () -> withers(
                        DatagramOptions.class, "localAddress remoteAddress hints reusePort allowBroadcast sock"),
                () -> withers(TlsUpgradeOptions.class, "serverSide serverHostname readAhead" + TLS),
                () -> withers(SendfileOptions.class, "offset count fallback"));
    }

    private static void check(Class<?> type, String asyncioNames) {
        Set<String> expected = new TreeSet<>();
        for (String name : asyncioNames.split("\\s+")) {
            expected.addAll(OWN_NAMES.containsKey(name) ? OWN_NAMES.get(name) : Set.of(camelCase(name)));
        }
        Set<String> actual = Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                // What stands there is between loops and this library.
                .filter(method -> method.getDeclaringClass() != TaskHost.class)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, actual, type.getName());
    }

    private static void withers(Class<?> options, String names) {
        Set<String> actual = Arrays.stream(options.getMethods())
                .filter(method -> method.getReturnType() == options && !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(List.of(names.split(" "))), actual, options.getName());
    }

    private static String camelCase(String name) {
        String[] words = name.split("_");
        return Stream.concat(
                Stream.of(words[0]),
                Arrays.stream(words, 1, words.length)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)))
                .collect(Collectors.joining());
    }
}
