/**
 * Reads Python pickles and executes nothing: an interpreter of the opcodes of protocols 2 to 5
 * whose every global, call and object stays an inert value. Which globals may be named, and what
 * stands for them, a {@link dev.darkroom.weights.pickle.PickleWorld} decides. Knows nothing of
 * tensors or files, and may never resolve a name to a class, load one, or call anything that a
 * pickle chose.
 */
@NullMarked
package dev.darkroom.weights.pickle;

import org.jspecify.annotations.NullMarked;
