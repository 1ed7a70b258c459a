// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ProtocolException;
import org.junit.jupiter.api.Test;

class ScramTest {

    private final Scram scram = new Scram("pencil", "rOprNGfwEbeRWgbNEkqO");

    /** The conversation of RFC 7677 is of a user with a name, which is part of what is signed; so this is another one. */
    @Test
    void serverThatDoesNotContinueTheNonceIsRefused() {
        assertEquals("n,,n=,r=rOprNGfwEbeRWgbNEkqO", scram.begin());
        assertThrows(ProtocolException.class, () -> scram.prove("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        assertThrows(
                ProtocolException.class, () -> scram.prove("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
    }

    @Test
    void serverThatDoesNotKnowThePasswordIsRefused() throws Exception {
        assertThrows(ProtocolException.class, () -> scram.finish("v="));
        scram.prove("r=rOprNGfwEbeRWgbNEkqO+theirs,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThrows(
                ProtocolException.class, () -> scram.finish("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }
}
