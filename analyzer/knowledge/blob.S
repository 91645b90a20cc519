// The compiled rules and catalogue, as weir_knowledge_compiler wrote them.
    .section .rodata.weir_knowledge, "a"
    .balign 16
    .global weir_knowledge_begin
    .type weir_knowledge_begin, STT_OBJECT
weir_knowledge_begin:
    .incbin WEIR_BLOB
    .global weir_knowledge_end
    .type weir_knowledge_end, STT_OBJECT
weir_knowledge_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
