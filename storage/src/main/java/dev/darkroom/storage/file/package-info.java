/**
 * Files as OpenAI's clients know them: brought under a purpose, told apart by an id, gone at a time
 * that was named when they were brought. What is inside of them, and what they are used for, never
 * stands here.
 */
@NullMarked
package dev.darkroom.storage.file;

import org.jspecify.annotations.NullMarked;
