queues:
%{ for n, v in qs ~}
  - name: ${n}
    vis: ${v}
%{ endfor ~}
other: 1
