package dev.darkroom.ldm.bert;

import dev.darkroom.nn.Sym;

/** What a layer does to its normalised input. */
sealed interface Operation permits SelfAttention, FeedForward {
  Sym forward(Sym x); // (B, N, E)
}
