  %{ for x in [1,2] ~}
  - ${x}
    %{ if x == 1 ~}
    one
    %{ else ~}
    other
    %{ endif ~}
  %{ endfor ~}
  end