/**
 * Learned words: vectors that stand for a word in the input of a model's text encoders (Gal et al.
 * 2022, Textual Inversion). How they are learned and how a model reads them lies elsewhere; no job,
 * no store, no network.
 */
@NullMarked
package dev.darkroom.embedding;

import org.jspecify.annotations.NullMarked;
