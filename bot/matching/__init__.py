"""Query -> outcome, pure: fold, candidates, scores, guards, decision. The only room with rapidfuzz."""
