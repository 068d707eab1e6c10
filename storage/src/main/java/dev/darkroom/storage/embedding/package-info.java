/**
 * What a tenant has taught its models: learned words in numbered versions that never change, and
 * what is said of them. Where pictures come from and how words are learned never stands here.
 */
@NullMarked
package dev.darkroom.storage.embedding;

import org.jspecify.annotations.NullMarked;
