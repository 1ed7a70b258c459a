// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

/** The ways to break a method. What a place is called: the method that is called there, the field, the constant... */
enum Operator {

    /** A call is left out; in the place of what it returns comes null, 0 or false. */
    WITHOUT("without"),

    /** A call is left out; in the place of what it returns comes true. */
    TRUE("isTrue"),

    /** A call is left out; in the place of what it returns comes what it was called on, or its argument. */
    UNCHANGED("unchanged"),

    /** A call is made twice. */
    TWICE("twice"),

    /** Another method is called, or another field is read: the other end of a queue, and the like. */
    INSTEAD("instead"),

    /** A callback is run at once, where it should be scheduled. */
    AT_ONCE("atOnce"),

    /** A condition is turned round; its place is called after what it looks at. */
    NEGATE("negate"),

    /** A field or a variable keeps its value. */
    FORGET("forget"),

    /** A constant is another one: a number one more, a string a foreign one. */
    CONSTANT("constant"),

    /** A plain {@link RuntimeException} is thrown. */
    THROW("throwsOther"),

    /** The method does nothing and returns null, 0 or false. */
    NOTHING("nothing"),

    /** The method does nothing and returns true. */
    ALWAYS("always");

    private final String call;

    Operator(String call) {
        this.call = call;
    }

    /** How a proof says it. */
    String call() {
        return call;
    }
}
