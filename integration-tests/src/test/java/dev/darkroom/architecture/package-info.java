/**
 * What may know what: the layers of the whole code base as rules, each seen to fail on a class that
 * breaks it. Such classes lie in packages named {@code planted}; nothing else may live there.
 */
@NullMarked
package dev.darkroom.architecture;

import org.jspecify.annotations.NullMarked;
