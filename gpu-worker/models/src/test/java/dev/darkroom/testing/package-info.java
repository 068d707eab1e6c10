/** What several tests of the model library share: the parity fixtures. */
@NullMarked
package dev.darkroom.testing;

import org.jspecify.annotations.NullMarked;
